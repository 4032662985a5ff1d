"""Pages of the programmes: what everybody reads, and where editions are opened and amended."""

from __future__ import annotations

from flask import Flask

from app.programmes import labels as wording


def init_app(app: Flask) -> None:
    wording.init_app(app)
