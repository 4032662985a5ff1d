"""How roles are called on pages and in mails."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from app.core.verdict import _
from app.people.sort_keys import reading_of

ROLES = {
    "member": _("member"),
    "judge": _("judge"),
    "officer": _("officer of the secretariat"),
    "approver": _("approver of the secretariat"),
    "auditor": _("auditor"),
    "administrator": _("administrator of the installation"),
}
BASES = {
    "registered": _("registered it themselves"),
    "nominated": _("came by a member's nomination"),
    "colleague": _("added by a colleague"),
    "domain": _("has an address of its mail domain"),
    "officer": _("confirmed by the secretariat"),
}


def role_name(role: str) -> str:
    return str(gettext(ROLES[role]))


def basis_name(basis: str) -> str:
    """By what somebody acts for an organisation."""
    return str(gettext(BASES[basis]))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        role=role_name,
        basis=basis_name,
        reading=reading_of,
    )
