"""Gathers the pages of entries, and what their templates call."""

from __future__ import annotations

from flask import Flask

from app.entries.applications import draft_views as _draft_views  # noqa: F401
from app.entries.applications import start_views as _start_views  # noqa: F401
from app.entries.applications import submit_views as _submit_views  # noqa: F401
from app.entries.applications import views as _applications  # noqa: F401
from app.entries.attachments import views as _attachments  # noqa: F401
from app.entries.blueprint import bp
from app.entries.fields import registry
from app.entries.merging import views as _merging  # noqa: F401
from app.entries.screening import views as _screening  # noqa: F401

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    registry.init_app(app)
