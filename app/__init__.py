"""The award judging platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """A whole application by `settings`, or by those of the environment."""
    from app.factory import build
    from config import load_settings

    return build(settings or load_settings())
