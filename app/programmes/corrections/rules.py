"""Who may ask for a correction, agree to it and end it: two people, and only once judging has begun."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_approver, is_officer, is_secretariat, reads_dossiers

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.corrections.models import Correction
    from app.programmes.models import Edition


def sees_correction(person: Person, correction: Correction, now: datetime) -> Verdict:
    return reads_dossiers(person, correction.edition, now)


def may_ask(person: Person, edition: Edition, now: datetime) -> Verdict:
    """Before the first score sheet or vote nothing is locked, and a change of the rules is enough."""
    return (
        is_officer(person, edition, now)
        and need(edition.archived_at is None, _("This edition is archived."))
        and need(
            any(stage.rubric_locked_at is not None for stage in edition.stages),
            _("No score sheet has been submitted and no ballot opened: the rules can simply be changed."),
        )
    )


def is_the_only_one(live: Correction | None) -> Verdict:
    return need(live is None, _("A correction of this edition is under way, or waits for a second person."))


def has_room(edition: Edition, live: Correction | None) -> Verdict:
    """Without being asked for, where two people have agreed to what makes it necessary; or within one under way."""
    return need(edition.archived_at is None, _("This edition is archived.")) and need(
        live is None or live.is_under_way,
        _("A correction of this edition waits for a second person: it is agreed to or refused first."),
    )


def may_agree(person: Person, correction: Correction, now: datetime) -> Verdict:
    return (
        is_approver(person, correction.edition, now)
        and need(correction.edition.archived_at is None, _("This edition is archived."))
        and need(correction.is_pending, _("This correction has been decided."))
        and need(
            correction.asked_by_id != person.id,
            _("You asked for this yourself: a second person has to agree to it."),
        )
    )


def may_stay_as_published(correction: Correction, *, struck: bool) -> Verdict:
    """Whether the published list can stay: not while it names what two people struck."""
    return need(
        not (correction.is_under_way and struck),
        _(
            "The published list still names an entry that was struck: the correction ends with a further list."
        ),
    )


def may_end(person: Person, correction: Correction, now: datetime) -> Verdict:
    """Refuse it, take it back, or leave it without a change."""
    return is_secretariat(person, correction.edition, now) and need(
        correction.ended_at is None, _("This correction has ended.")
    )
