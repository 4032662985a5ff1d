"""Pages of judges, and of the officer who prepares their work."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("judging", __name__)
