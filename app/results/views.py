"""Pages of results: for the secretariat from ranking to publication, and for everybody the winners."""

from __future__ import annotations

from flask import Flask

from app.results import labels as wording
from app.results.publications import outcomes
from app.results.strikes import notes


def init_app(app: Flask) -> None:
    wording.init_app(app)
    app.jinja_env.globals |= {"outcomes": outcomes.outcomes, "announcements": outcomes.announcements}
    app.jinja_env.globals |= {"strike_note": notes.strike_note, "consent_words": outcomes.consent_words}
