"""Who sees the administration of an edition, whether it takes applications, and who archives it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import editions_of, is_administrator, is_not_archived, reads_dossiers
from app.programmes.rulebook.window import is_open

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Edition


def sees_administration(person: Person, _thing: object, now: datetime) -> Verdict:
    """The list of editions: the administrator's whole, anyone else's as far as their offices go."""
    offices = any(editions_of(person, role, now) for role in ("officer", "approver", "auditor"))
    return is_administrator(person, None, now) or need(offices, _("Only the secretariat may see this."))


def sees_edition(person: Person, edition: Edition, now: datetime) -> Verdict:
    """Its rule-books and their history; the administrator reads rule-books, though no dossiers."""
    return is_administrator(person, edition, now) or reads_dossiers(person, edition, now)


def is_window_open(_person: object, edition: Edition, now: datetime) -> Verdict:
    """Whether the edition takes applications, for the button that leads there."""
    return is_not_archived(edition) and is_open(
        edition,
        now,
        before=_("Applications open on %(opens)s."),
        after=_("Applications closed on %(closes)s."),
    )


def may_archive(person: Person, edition: Edition, now: datetime) -> Verdict:
    return (
        is_administrator(person, edition, now)
        and need(edition.archived_at is None, _("This edition is archived."))
        and need(
            edition.demonstration or edition.current_version_id is None or now >= edition.closes_at,
            _("An edition is archived after its applications have closed."),
        )
    )
