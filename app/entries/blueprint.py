"""Pages of the applicant, and of the secretariat that screens."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("entries", __name__)
