"""The blueprint that all pages of judging share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("judging", __name__)
