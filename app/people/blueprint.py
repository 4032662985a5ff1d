"""The blueprint that the pages of accounts share, and how somebody is let in."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)
