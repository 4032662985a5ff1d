"""Reads of the judging room that several callers share."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Person, Representation
from app.core.db import db
from app.entries.models import Candidacy, Entry
from app.judging.models import (
    Assignment,
    BallotVoter,
    ConflictOfInterest,
    Panel,
    PanelSeat,
    ScoreSheet,
    SheetState,
    StageEntry,
)
from app.programmes.models import Stage

Pair = tuple[int, int]


def entries_in(stage: Stage) -> Sequence[StageEntry]:
    """Everything in a stage, by number, with candidacy, entry and track at hand."""
    return db.session.scalars(
        sa.select(StageEntry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .join(Candidacy.track)
        .where(StageEntry.stage_id == stage.id)
        .options(
            contains_eager(StageEntry.candidacy).contains_eager(Candidacy.entry),
            contains_eager(StageEntry.candidacy).contains_eager(Candidacy.track),
        )
        .order_by(Entry.number, Candidacy.slot)
    ).all()


def panels_of(stage: Stage) -> Sequence[Panel]:
    """The panels of a stage with the people who sit on them now."""
    return (
        db.session.scalars(
            sa.select(Panel)
            .outerjoin(Panel.seats.and_(PanelSeat.left_at.is_(None)))
            .outerjoin(PanelSeat.judge)
            .where(Panel.stage_id == stage.id)
            .options(contains_eager(Panel.seats).contains_eager(PanelSeat.judge), joinedload(Panel.track))
            .order_by(Panel.id, Person.sort_key, Person.email)
        )
        .unique()
        .all()
    )


def conflicts_of(judge_ids: Sequence[int], entry_ids: Sequence[int]) -> set[Pair]:
    """(judge, entry) pairs that must not meet: employer, representation, own entry, or declared."""
    judges, entries = Person.id.in_(judge_ids), Entry.id.in_(entry_ids)
    declared = sa.select(ConflictOfInterest.person_id, ConflictOfInterest.entry_id).where(
        ConflictOfInterest.person_id.in_(judge_ids), ConflictOfInterest.entry_id.in_(entry_ids)
    )
    employed = (
        sa.select(Person.id, Entry.id)
        .join(Entry, Entry.organisation_id == Person.employer_id)
        .where(judges, entries)
    )
    acting = (
        sa.select(Representation.person_id, Entry.id)
        .join(Entry, Entry.organisation_id == Representation.organisation_id)
        .where(Representation.person_id.in_(judge_ids), entries, Representation.until.is_(None))
    )
    own = sa.select(Person.id, Entry.id).join(Entry, Entry.person_id == Person.id).where(judges, entries)
    return {(judge, entry) for judge, entry in db.session.execute(sa.union(declared, employed, acting, own))}


def unsent_count(stage: Stage) -> int:
    """Assignments of a stage that still owe a sheet."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Assignment)
            .join(Assignment.stage_entry)
            .outerjoin(Assignment.sheet)
            .where(
                StageEntry.stage_id == stage.id,
                Assignment.recused_at.is_(None),
                sa.or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SENT),
            )
        )
        or 0
    )


def committee_of(stage: Stage) -> set[int]:
    """Ids of the people who sit on the stage's committee now."""
    return set(
        db.session.scalars(
            sa.select(PanelSeat.judge_id)
            .join(PanelSeat.panel)
            .where(Panel.stage_id == stage.id, Panel.track_id.is_(None), PanelSeat.left_at.is_(None))
        )
    )


def voters_of(ballot_id: int) -> set[int]:
    """Ids of the people who have voted."""
    return set(db.session.scalars(sa.select(BallotVoter.judge_id).where(BallotVoter.ballot_id == ballot_id)))
