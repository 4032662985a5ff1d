"""How roles are called on pages and in mails."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from app.core.verdict import _

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
    app.jinja_env.filters["role"] = role_name
