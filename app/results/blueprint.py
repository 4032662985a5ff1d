"""Pages of results: for the secretariat from ranking to publication, and for everybody the winners."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("results", __name__)
