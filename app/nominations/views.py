"""Gathers the pages of nominations."""

from __future__ import annotations

from app.nominations.answers import views as _answers  # noqa: F401
from app.nominations.blueprint import bp
from app.nominations.memberships import views as _memberships  # noqa: F401
from app.nominations.nominating import draft_views as _draft_views  # noqa: F401
from app.nominations.nominating import views as _nominating  # noqa: F401
from app.nominations.overview import views as _overview  # noqa: F401

__all__ = ["bp"]
