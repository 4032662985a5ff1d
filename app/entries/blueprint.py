"""The blueprint that all pages of entries share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("entries", __name__)
