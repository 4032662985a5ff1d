"""Pages of oneself and of coming in: sign-up, sign-in, profile, organisations."""

from __future__ import annotations

from flask import Flask, url_for
from flask_login import current_user

from app.core.verdict import _
from app.people import labels
from app.people.blueprint import bp
from app.people.organisations import views as _organisations  # noqa: F401
from app.people.passwords import views as _passwords  # noqa: F401
from app.people.persons import views as _persons  # noqa: F401
from app.people.representations import views as _representations  # noqa: F401
from app.people.sign_in import login, signed_out
from app.people.sign_in import views as _sign_in  # noqa: F401
from app.people.sign_up import views as _sign_up  # noqa: F401

__all__ = ["bp", "init_app", "signed_out"]


def init_app(app: Flask) -> None:
    login.init_app(app)
    labels.init_app(app)
    app.context_processor(_menu)


def _menu() -> dict[str, list[dict[str, str]]]:
    """What stands in the menu of whoever is signed in."""
    if not current_user.is_authenticated:
        return {}
    items = [
        {"label": _("Profile"), "url": url_for("people.profile")},
        {"label": _("Organisations"), "url": url_for("people.organisations")},
    ]
    return {"account_items": items}
