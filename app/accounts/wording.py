"""How roles and purposes are called on pages and in mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import gettext

from app.core.verdict import _

if TYPE_CHECKING:
    from app.programmes.models import Edition

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
    return str(gettext(ROLES[role]))


def purpose_name(purpose: str) -> str:
    return str(gettext(PURPOSES[purpose]))


def title_of(edition: Edition | None) -> dict[str, str] | None:
    """How pages and letters name an edition, in both languages; until it is in force, as proposed."""
    if edition is None:
        return None
    if edition.current_version is None and not edition.versions:
        plain = f"{edition.programme.slug} {edition.year}"
        return {"zh": plain, "en": plain}
    name = (edition.current_version or edition.versions[-1]).rulebook.name
    return {"zh": f"{name.zh}（{edition.year}）", "en": f"{name.en} ({edition.year})"}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(role=role_name, purpose=purpose_name, edition_title=title_of)
