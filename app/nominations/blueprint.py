"""Pages of members who nominate, of nominees who answer, and of the secretariat."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("nominations", __name__)
