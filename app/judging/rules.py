"""Who may set up judging, and who may read, score, step back and vote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.accounts.rules import is_judge, is_officer, reads_dossiers
from app.core.verdict import Verdict, _, need
from app.entries.rules import has_conflict, has_tie

if TYPE_CHECKING:
    from app.accounts.models import Person
    from app.entries.models import Entry
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


def is_impartial(conflicted: bool) -> Verdict:
    """Asked of the whole edition, so that the answer tells nothing of where the entry stands."""
    return need(
        not conflicted,
        _("You have a conflict of interest with an applicant of this edition: another officer does this."),
    )


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


def may_remind(person: Person, stage: Stage, now: datetime) -> Verdict:
    """Remind judges of what they still have to submit, while they can."""
    return _may_run(person, stage, now) and need(stage.is_open(now), _("Judging is not open."))


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
    """Neither a conflict of interest that is known, nor one that was put on record."""
    entry = assignment.stage_entry.candidacy.entry
    declared = any(conflict.person_id == person.id for conflict in entry.conflicts)
    return need(not declared, _("You have declared a conflict of interest with this applicant.")) and need(
        not has_tie(person, entry, now), _("You have a conflict of interest with this applicant: step back from it.")
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
        and need(assignment.is_reopened or assignment.stage_entry.stage.is_open(now), _("Judging is not open."))
        and need(not assignment.is_sent, _("You have sent this sheet in: it stands."))
    )


def may_recuse(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """At any time: a conflict may come to light after the sheet was submitted, or after the stage was closed."""
    return sees_assignment(person, assignment, now) and _is_held(assignment)


def sees_reading(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """What one judge has to read in a stage, as the offices see it."""
    return sees_stage(person, reading[0], now)


def may_release(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """The office steps a judge back who does not answer, or cannot."""
    return _may_run(person, reading[0], now)


def may_record_conflict(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """The secretariat puts on record that a judge has a conflict of interest, whenever it comes to light."""
    return is_officer(person, reading[0].edition, now) and need(
        person.id != reading[1].id, _("Declare your own conflicts of interest as a judge.")
    )


def sees_office(person: Person, entry: Entry, now: datetime) -> Verdict:
    """An entry as the offices see it: submitted, and nothing that the reader has a conflict of interest with."""
    return reads_dossiers(person, entry.edition, now) and need(
        entry.submitted_at is not None and not has_conflict(person, entry, now), _("This entry is not yours to handle.")
    )


def may_keep_away(person: Person, entry: Entry, now: datetime) -> Verdict:
    """Whoever works on an entry in the offices can declare a conflict of interest with it."""
    return sees_office(person, entry, now)


def is_releasable(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """A sheet is outstanding, and the officer has no conflict of interest of their own with the entry."""
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


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many members of a committee have voted, and how many must for the quorum."""

    voters: int
    members: int
    quorum: tuple[int, int]

    @property
    def needed(self) -> int:
        part, whole = self.quorum
        return -(-self.members * part // whole)

    @property
    def is_quorate(self) -> bool:
        return self.voters >= self.needed


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


def is_quorate(turnout: Turnout, stage: Stage, now: datetime) -> Verdict:
    """While members can still vote, a ballot below its quorum is not closed; after that it is, and passes nothing."""
    ended = stage.closes_at is not None and now >= stage.closes_at
    return need(
        turnout.is_quorate or ended,
        _(
            "The quorum is not reached: %(voters)s of %(members)s members have voted, %(needed)s are needed. "
            "Members can vote until %(closes)s."
        ),
        voters=turnout.voters, members=turnout.members, needed=turnout.needed, closes=stage.closes_at,
    )  # fmt: skip


def sees_ballot_office(person: Person, ballot: Ballot, now: datetime) -> Verdict:
    return sees_stage(person, ballot.stage, now)
