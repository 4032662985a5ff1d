"""Who sees a ballot, who may vote in it, and when it can be closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.judging.stages.rules import may_close_stage, sees_stage
from app.people.roles.rules import is_judge

if TYPE_CHECKING:
    from app.judging.models import Ballot
    from app.people.models import Person
    from app.programmes.models import Stage


@dataclass(frozen=True, slots=True)
class BallotView:
    """A ballot, with the ids of the people on its committee and of those who have voted."""

    ballot: Ballot
    members: Collection[int]
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


def sees_ballot(person: Person, ballot_view: BallotView, now: datetime) -> Verdict:
    """Members of the committee; nobody else can vote."""
    return is_judge(person, ballot_view.ballot.stage.edition, now) and need(
        person.id in ballot_view.members, _("You are not a member of this committee.")
    )


def may_vote(person: Person, ballot_view: BallotView, now: datetime) -> Verdict:
    return (
        sees_ballot(person, ballot_view, now)
        and need(ballot_view.ballot.stage.is_open(now), _("The ballot is not open."))
        and need(person.id not in ballot_view.voters, _("You have voted."))
    )


def may_declare_conflict(person: Person, ballot_view: BallotView, now: datetime) -> Verdict:
    """A conflict of interest with an entry is declared before the vote: a vote that lies in the urn cannot be
    found again."""
    return may_vote(person, ballot_view, now)


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
        voters=turnout.voters,
        members=turnout.members,
        needed=turnout.needed,
        closes=stage.closes_at,
    )


def sees_ballot_as_secretariat(person: Person, ballot: Ballot, now: datetime) -> Verdict:
    return sees_stage(person, ballot.stage, now)
