"""How roles and purposes are called on pages and in mails."""

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
PURPOSES = {
    "processing": _("Processing for the evaluation"),
    "publication": _("Publication of the results"),
    "transfer": _("Transfer abroad"),
}


def role_name(role: str) -> str:
    return gettext(ROLES[role])


def purpose_name(purpose: str) -> str:
    return gettext(PURPOSES[purpose])


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(role=role_name, purpose=purpose_name)
