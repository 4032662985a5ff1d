"""Pages of accounts: coming in, oneself, and inviting others."""

from flask import Flask, url_for
from flask_login import current_user

from app.accounts import login, wording
from app.accounts.organisations import views as organisations
from app.accounts.views import invitations, letters, myself, offers, passwords, sign_in, sign_up, signed_out
from app.accounts.views.blueprint import bp
from app.core.verdict import _

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
