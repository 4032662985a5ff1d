"""Gathers the pages of results, and what their templates call."""

from __future__ import annotations

from flask import Flask

from app.results import labels
from app.results.approvals import views as _approvals  # noqa: F401
from app.results.blueprint import bp
from app.results.notices import views as _notices  # noqa: F401
from app.results.overview import views as _overview  # noqa: F401
from app.results.prizes import views as _prizes  # noqa: F401
from app.results.publications import outcomes
from app.results.publications import views as _publications  # noqa: F401
from app.results.rankings import views as _rankings  # noqa: F401
from app.results.strikes import entry_notes
from app.results.strikes import views as _strikes  # noqa: F401
from app.results.ties import views as _ties  # noqa: F401

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    labels.init_app(app)
    app.jinja_env.globals |= {"outcomes": outcomes.outcomes, "announcements": outcomes.announcements}
    app.jinja_env.globals |= {"strike_note": entry_notes.strike_note, "consent_words": outcomes.consent_words}
