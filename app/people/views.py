"""Pages of accounts: coming in, oneself, and inviting others."""

from __future__ import annotations

from flask import Flask, url_for
from flask_login import current_user

from app.core.verdict import _
from app.invitations import acceptance as invitations
from app.invitations import letters
from app.invitations import views as offers
from app.people import labels as wording
from app.people.blueprint import bp
from app.people.organisations import views as organisations
from app.people.passwords import views as passwords
from app.people.persons import views as myself
from app.people.sign_in import login, signed_out
from app.people.sign_in import views as sign_in
from app.people.sign_up import views as sign_up

__all__ = [
    "bp",
    "init_app",
    "invitations",
    "myself",
    "offers",
    "organisations",
    "passwords",
    "sign_in",
    "sign_up",
    "signed_out",
]


def init_app(app: Flask) -> None:
    login.init_app(app)
    wording.init_app(app)
    app.jinja_env.globals["end_of_offer"] = letters.end_of_offer
    app.context_processor(_menu)


def _menu() -> dict[str, list[dict[str, str]]]:
    """What stands in the menu of whoever is signed in."""
    if not current_user.is_authenticated:
        return {}
    items = [
        {"label": _("Profile"), "url": url_for("accounts.profile")},
        {"label": _("Organisations"), "url": url_for("accounts.organisations")},
    ]
    return {"account_items": items}
