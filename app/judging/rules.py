"""Who may set up judging, and who may read, score, step back and vote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.accounts.rules import is_judge, is_officer, reads_dossiers
from app.core.verdict import Verdict, _, need
from app.entries.rules import has_tie

if TYPE_CHECKING:
    from app.accounts.models import Person
    from app.judging.models import Assignment, Ballot, Panel
    from app.programmes.models import Edition, Stage


def sees_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return reads_dossiers(person, stage.edition, now)


def sees_judging(person: Person, edition: Edition, now: datetime) -> Verdict:
    return reads_dossiers(person, edition, now)


def may_prepare_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    """Admit, seat and assign: while the stage has not closed.

    A ballot is prepared before it begins: its quorum counts the committee, and every paper is for what stood then.
    """
    begun = stage.kind == "ballot" and stage.opened_at is not None
    return _may_run(person, stage, now) and need(
        not begun, _("The ballot has begun: its committee and its entries stand.")
    )


def _may_run(person: Person, stage: Stage, now: datetime) -> Verdict:
    return is_officer(person, stage.edition, now) and need(stage.closed_at is None, _("This stage is closed."))


def sees_seat(person: Person, seat: tuple[Panel, Person], now: datetime) -> Verdict:
    return sees_stage(person, seat[0].stage, now)


def may_unseat(person: Person, seat: tuple[Panel, Person], now: datetime) -> Verdict:
    return may_prepare_stage(person, seat[0].stage, now)


def may_admit(person: Person, stage: Stage, now: datetime) -> Verdict:
    """The first judged stage takes in whoever was found eligible, once nobody can apply any more."""
    return (
        _may_run(person, stage, now)
        and need(stage.opened_at is None, _("This stage has begun."))
        and need(
            now >= stage.edition.closes_at,
            _("Applications are open until %(closes)s."), closes=stage.edition.closes_at,
        )
    )  # fmt: skip


def may_open_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return _may_run(person, stage, now) and need(stage.opened_at is None, _("This stage has begun."))


def may_close_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return _may_run(person, stage, now) and need(stage.opened_at is not None, _("This stage has not begun."))


def may_postpone(person: Person, stage: Stage, now: datetime) -> Verdict:
    """Give the judges of a running stage more time; never less."""
    return may_close_stage(person, stage, now)


def judges_stage(person: Person, stage: Stage, now: datetime) -> Verdict:
    return is_judge(person, stage.edition, now)


def may_set_profile(person: Person, judge: Person, _now: datetime) -> Verdict:
    """Judges describe themselves."""
    return need(person.id == judge.id, _("Only the judge may say this."))


def sees_assignment(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """The judge it was given to, while they hold the office; who has stepped back still knows that they had it."""
    edition = assignment.stage_entry.stage.edition
    return need(assignment.judge_id == person.id, _("This is not assigned to you.")) and is_judge(person, edition, now)


def has_no_conflict(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """Neither a tie that is known, nor one that they have declared."""
    entry = assignment.stage_entry.candidacy.entry
    declared = any(conflict.person_id == person.id for conflict in entry.conflicts)
    return need(not declared, _("You have declared a tie to this applicant.")) and need(
        not has_tie(person, entry, now), _("You have a tie to this applicant: step back from it.")
    )


def _is_held(assignment: Assignment) -> Verdict:
    left = assignment.recused_at is not None
    return need(
        not left or assignment.released_by_id is None, _("The secretariat has released you from this entry.")
    ) and need(not left, _("You stepped back from this entry."))


def may_read(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """A judge who stepped back, or has a tie, reads the dossier no more."""
    return (
        sees_assignment(person, assignment, now)
        and _is_held(assignment)
        and has_no_conflict(person, assignment, now)
    )


def may_score(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    return (
        may_read(person, assignment, now)
        and need(assignment.stage_entry.stage.is_open(now), _("Judging is not open."))
        and need(not assignment.is_sent, _("You have sent this sheet in: it stands."))
    )


def may_recuse(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    return (
        sees_assignment(person, assignment, now)
        and _is_held(assignment)
        and need(assignment.stage_entry.stage.closed_at is None, _("This stage is closed."))
        and need(not assignment.is_sent, _("You have sent this sheet in: it stands."))
    )


def sees_reading(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """What one judge has to read in a stage, as the offices see it."""
    return sees_stage(person, reading[0], now)


def may_release(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """The office steps a judge back who does not answer, or cannot."""
    return _may_run(person, reading[0], now)


def is_releasable(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """A sheet is owed, and the officer has no tie of their own to the entry."""
    return (
        has_no_conflict(person, assignment, now)
        and need(assignment.recused_at is None, _("This judge has stepped back from this entry already."))
        and need(not assignment.is_sent, _("This sheet was sent in: it stands."))
    )


@dataclass(frozen=True, slots=True)
class Booth:
    """A ballot, with the ids of the people on its committee and of those who have voted."""

    ballot: Ballot
    seats: Collection[int]
    voters: Collection[int]


def sees_ballot(person: Person, booth: Booth, now: datetime) -> Verdict:
    """Members of the committee; nobody else can vote."""
    return is_judge(person, booth.ballot.stage.edition, now) and need(
        person.id in booth.seats, _("You are not a member of this committee.")
    )


def may_vote(person: Person, booth: Booth, now: datetime) -> Verdict:
    return (
        sees_ballot(person, booth, now)
        and need(booth.ballot.stage.is_open(now), _("The ballot is not open."))
        and need(person.id not in booth.voters, _("You have voted."))
    )


def may_declare(person: Person, booth: Booth, now: datetime) -> Verdict:
    """A tie to an entry is declared before the vote: a paper that lies in the urn cannot be found again."""
    return may_vote(person, booth, now)


def may_close_ballot(person: Person, ballot: Ballot, now: datetime) -> Verdict:
    return may_close_stage(person, ballot.stage, now)


def sees_ballot_office(person: Person, ballot: Ballot, now: datetime) -> Verdict:
    return sees_stage(person, ballot.stage, now)
