"""The blueprint that all pages of nominations share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("nominations", __name__)
