"""Pages of results: for the secretariat from ranking to publication, and for everybody the winners."""

from __future__ import annotations

from flask import Flask

from app.results import labels
from app.results.blueprint import bp
from app.results.publications import outcomes
from app.results.strikes import notes

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    labels.init_app(app)
    app.jinja_env.globals |= {"outcomes": outcomes.outcomes, "announcements": outcomes.announcements}
    app.jinja_env.globals |= {"strike_note": notes.strike_note, "consent_words": outcomes.consent_words}
