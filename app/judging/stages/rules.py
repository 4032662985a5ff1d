"""Who sees a stage, and who may prepare, open, postpone and close it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_judge, is_officer, reads_dossiers

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Edition, Stage


def sees_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return reads_dossiers(person, stage.edition, now)


def sees_judging(person: Person, edition: Edition, now: datetime) -> Verdict:
    return reads_dossiers(person, edition, now)


def may_prepare_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    """Admit, fill panels and assign: while the stage has not closed.

    A ballot is prepared before it begins: its quorum counts the committee, and every vote is for what stood then.
    """
    begun = stage.kind == "ballot" and stage.opened_at is not None
    return may_run_stage(person, stage, now) and need(
        not begun, _("The ballot has begun: its committee and its entries stand.")
    )


def may_run_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return is_officer(person, stage.edition, now) and need(
        stage.closed_at is None, _("This stage is closed.")
    )


def is_impartial(conflicted: bool) -> Verdict:
    """Asked of the whole edition, so that the answer tells nothing of where the entry stands."""
    return need(
        not conflicted,
        _("You have a conflict of interest with an applicant of this edition: another officer does this."),
    )


def may_admit(person: Person, stage: Stage, now: datetime) -> Verdict:
    """The first judged stage takes in whoever was found eligible, once nobody can apply any more."""
    return (
        may_run_stage(person, stage, now)
        and need(stage.opened_at is None, _("This stage has begun."))
        and need(
            now >= stage.edition.closes_at,
            _("Applications are open until %(closes)s."),
            closes=stage.edition.closes_at,
        )
    )


def may_open_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return may_run_stage(person, stage, now) and need(stage.opened_at is None, _("This stage has begun."))


def may_close_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return may_run_stage(person, stage, now) and need(
        stage.opened_at is not None, _("This stage has not begun.")
    )


def may_postpone(person: Person, stage: Stage, now: datetime) -> Verdict:
    """Give the judges of a running stage more time; never less."""
    return may_close_stage(person, stage, now)


def may_remind(person: Person, stage: Stage, now: datetime) -> Verdict:
    """Remind judges of what they still have to submit, while they can."""
    return may_run_stage(person, stage, now) and need(stage.is_open(now), _("Judging is not open."))


def judges_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return is_judge(person, stage.edition, now)
