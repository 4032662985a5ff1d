"""Pages of results: for the secretariat from ranking to publication, and for everybody the winners."""

from __future__ import annotations

from flask import Flask

from app.results import labels as wording
from app.results.publications import outcomes


def init_app(app: Flask) -> None:
    wording.init_app(app)
    app.jinja_env.globals |= {"outcomes": outcomes.outcomes, "announcements": outcomes.announcements}
