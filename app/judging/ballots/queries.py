"""Ballots, their committees and who has voted."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.judging.ballots.rules import BallotView, Turnout
from app.judging.models import Ballot, BallotVoter, Panel, PanelMember
from app.judging.panels.queries import committee_of, electorate_of
from app.people.models import Person
from app.programmes.models import Edition, Stage


def voters_of(ballot_id: int) -> set[int]:
    """Ids of the people who have voted."""
    return set(db.session.scalars(sa.select(BallotVoter.judge_id).where(BallotVoter.ballot_id == ballot_id)))


def ballots_of_judge(judge: Person) -> Sequence[tuple[Ballot, bool]]:
    """Ballots of committees the judge sits on, and whether they have voted."""
    voted = sa.exists().where(BallotVoter.ballot_id == Ballot.id, BallotVoter.judge_id == judge.id)
    rows = db.session.execute(
        sa.select(Ballot, voted)
        .join(Ballot.stage)
        .join(Stage.edition)
        .join(Panel, sa.and_(Panel.stage_id == Stage.id, Panel.track_id.is_(None)))
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .where(PanelMember.judge_id == judge.id, PanelMember.left_at.is_(None), Edition.archived_at.is_(None))
        .options(
            contains_eager(Ballot.stage).options(
                contains_eager(Stage.edition).joinedload(Edition.programme), joinedload(Stage.direction)
            )
        )
        .order_by(Ballot.id.desc())
    )
    return [(ballot, bool(has_voted)) for ballot, has_voted in rows]


def get_ballot(public_id: str) -> Ballot:
    """The ballot of a stage, by the stage's identifier."""
    ballot = db.session.scalar(
        sa.select(Ballot)
        .join(Ballot.stage)
        .where(Stage.public_id == public_id)
        .options(
            contains_eager(Ballot.stage).options(
                joinedload(Stage.edition).joinedload(Edition.current_version), joinedload(Stage.direction)
            )
        )
    )
    if ballot is None:
        raise NotFound(public_id)
    return ballot


def find_ballot(stage: Stage) -> Ballot | None:
    return db.session.scalar(sa.select(Ballot).where(Ballot.stage_id == stage.id))


def unpurged() -> Sequence[int]:
    """Ids of the ballots that were counted, and whose earlier votes may still lie on the disk."""
    counted = sa.select(Ballot.id).where(Ballot.closed_at.is_not(None))
    return db.session.scalars(counted.where(Ballot.purged_at.is_(None))).all()


def turnout_of(ballot: Ballot) -> Turnout:
    """The quorum as the rule-book of the edition has it."""
    stage = ballot.stage
    rule = stage.edition.rulebook.stage(stage.code, stage.direction.code).ballot
    assert rule is not None
    return Turnout(len(voters_of(ballot.id)), ballot.members, rule.quorum)


def missing_voters(ballot: Ballot) -> Sequence[Person]:
    """Members of the committee who have not voted, by name."""
    left = electorate_of(ballot.stage) - voters_of(ballot.id)
    people = sa.select(Person).where(Person.id.in_(left)).order_by(Person.sort_key, Person.email)
    return db.session.scalars(people).all()


def ballot_view_of(ballot: Ballot) -> BallotView:
    return BallotView(ballot, committee_of(ballot.stage), voters_of(ballot.id))


def get_ballot_view(public_id: str) -> BallotView:
    """The ballot of a stage, with who may vote and who has."""
    return ballot_view_of(get_ballot(public_id))
