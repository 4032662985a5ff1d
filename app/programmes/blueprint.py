"""Pages of the programmes: what everybody reads, and where editions are opened and amended."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("programmes", __name__)
