"""Gathers the pages of programmes, and what their templates call."""

from __future__ import annotations

from flask import Flask

from app.programmes import labels
from app.programmes.blueprint import bp
from app.programmes.corrections import views as _corrections  # noqa: F401
from app.programmes.editions import views as _editions  # noqa: F401
from app.programmes.proposals import views as _proposals  # noqa: F401

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    labels.init_app(app)
