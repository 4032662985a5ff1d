"""How roles and purposes are called on pages and in mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import gettext

from app.accounts.names import reading_of
from app.core.verdict import _

if TYPE_CHECKING:
    from app.programmes.models import Edition
    from app.programmes.rulebook import RuleBook

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
PURPOSES = {
    "processing": _("Processing for the evaluation"),
    "publication": _("Publication of the results"),
    "transfer": _("Transfer abroad"),
}


def role_name(role: str) -> str:
    return str(gettext(ROLES[role]))


def basis_name(basis: str) -> str:
    """By what somebody acts for an organisation."""
    return str(gettext(BASES[basis]))


def purpose_name(purpose: str) -> str:
    return str(gettext(PURPOSES[purpose]))


def official_title(edition: Edition | None) -> dict[str, str] | None:
    """The whole name of an edition, in both languages, for letters and invitations."""
    if edition is None or (book := _book_of(edition)) is None:
        return title_of(edition)
    return {"zh": f"{book.name.zh}（{edition.year}）", "en": f"{book.name.en} ({edition.year})"}


def title_of(edition: Edition | None) -> dict[str, str] | None:
    """How the pages of those at work name an edition, in both languages: shortly."""
    if edition is None:
        return None
    if (book := _book_of(edition)) is None:
        return dict.fromkeys(("zh", "en"), f"{edition.programme.slug} {edition.year}")
    return {"zh": f"{book.short_name.zh} {edition.year}", "en": f"{book.short_name.en} {edition.year}"}


def _book_of(edition: Edition) -> RuleBook | None:
    """The rule-book in force; until there is one, as proposed."""
    version = edition.current_version or next(reversed(edition.versions), None)
    return version.rulebook if version else None


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        role=role_name,
        basis=basis_name,
        reading=reading_of,
        purpose=purpose_name,
        edition_title=title_of,
        official_title=official_title,
    )
