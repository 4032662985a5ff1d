"""How roles and purposes are called on pages and in mails."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from app.consents.labels import purpose_name
from app.core.verdict import _
from app.programmes.labels import official_title, title_of

ROLES = {
    "member": _("member"),
    "judge": _("judge"),
    "officer": _("officer of the secretariat"),
    "approver": _("approver of the secretariat"),
    "auditor": _("auditor"),
    "administrator": _("administrator of the installation"),
}


def role_name(role: str) -> str:
    return str(gettext(ROLES[role]))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        role=role_name, purpose=purpose_name, edition_title=title_of, official_title=official_title
    )
