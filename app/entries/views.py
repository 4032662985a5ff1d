"""Pages of the applicant, and of the secretariat that screens."""

from __future__ import annotations

from flask import Flask

from app.entries.applications import draft_views as _draft_views  # noqa: F401
from app.entries.applications import starting as _starting  # noqa: F401
from app.entries.applications import submitting as _submitting  # noqa: F401
from app.entries.applications import views as _applications  # noqa: F401
from app.entries.attachments import views as _attachments  # noqa: F401
from app.entries.blueprint import bp
from app.entries.duplicates import views as _duplicates  # noqa: F401
from app.entries.fields import kinds
from app.entries.screening import views as _screening  # noqa: F401

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    kinds.init_app(app)
