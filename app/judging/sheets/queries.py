"""One assignment and its sheet, with all that the page and its rules ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import SessionTransaction, joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, ScoreSheet, SheetState, StageEntry
from app.programmes.models import Criterion, Edition, Stage

COUNTS = sa.and_(ScoreSheet.state == SheetState.SUBMITTED, Assignment.recused_at.is_(None))
"""Whether the assignment's sheet goes into the ranking."""


STAGE, CANDIDACY = (
    joinedload(Assignment.stage_entry, innerjoin=True).joinedload(which, innerjoin=True)
    for which in (StageEntry.stage, StageEntry.candidacy)
)


def get_assignment(public_id: str) -> Assignment:
    """An assignment with its entry, stage and sheet at hand."""
    assignment = db.session.scalars(_by_public_id(), {"public_id": public_id}).unique().one_or_none()
    if assignment is None:
        raise NotFound(public_id)
    return assignment


def get_locked_assignment(public_id: str) -> Assignment:
    """The same inside a transaction, held from the beginning, with what a save asks for."""
    assignment = db.session.scalars(_held_by_public_id(), {"public_id": public_id}).unique().one_or_none()
    if assignment is None:
        raise NotFound(public_id)
    _note(assignment)
    return assignment


def lock_assignment(assignment: Assignment) -> None:
    """Of two transactions on one assignment at one instant, such as a submission and a recusal, the second
    waits, and reads it anew."""
    (key,) = sa.inspect(assignment).identity or (None,)
    if key not in _HELD.get(_transaction(), ()):
        db.session.scalars(_held(), {"id": key}).unique().one()
        _note(assignment)


_HELD: WeakKeyDictionary[SessionTransaction, set[int]] = WeakKeyDictionary()
"""Ids of the assignments that a transaction holds until it ends: it need not read them again."""


def _note(assignment: Assignment) -> None:
    _HELD.setdefault(_transaction(), set()).add(assignment.id)


def _transaction() -> SessionTransaction:
    return db.session.get_transaction() or db.session.begin()


@cache
def _by_public_id() -> sa.Select[Assignment]:
    """Built once, as are those below: to build one takes as long as to ask it."""
    return _with_rubric(Assignment.public_id == sa.bindparam("public_id")).options(
        CANDIDACY.joinedload(Candidacy.entry, innerjoin=True).joinedload(Entry.organisation),
        CANDIDACY.joinedload(Candidacy.track, innerjoin=True),
    )


@cache
def _held_by_public_id() -> sa.Select[Assignment]:
    return _locked(_with_rubric(Assignment.public_id == sa.bindparam("public_id")))


@cache
def _held() -> sa.Select[Assignment]:
    return _locked(_judged(Assignment.id == sa.bindparam("id")))


def _locked(assignment: sa.Select[Assignment]) -> sa.Select[Assignment]:
    return assignment.with_for_update(of=Assignment).execution_options(populate_existing=True)


def _with_rubric(which: sa.ColumnElement[bool]) -> sa.Select[Assignment]:
    return _judged(which).options(
        STAGE.joinedload(Stage.edition, innerjoin=True).joinedload(Edition.current_version),
        STAGE.joinedload(Stage.direction, innerjoin=True),
    )


def _judged(which: sa.ColumnElement[bool]) -> sa.Select[Assignment]:
    """With what the rules ask for."""
    return (
        sa.select(Assignment)
        .where(which)
        .options(
            STAGE.joinedload(Stage.edition, innerjoin=True),
            CANDIDACY.joinedload(Candidacy.entry, innerjoin=True).joinedload(Entry.conflicts),
            joinedload(Assignment.sheet),
        )
    )


def criteria_of(stage: Stage) -> Sequence[Criterion]:
    """The rubric in force, in its order."""
    return db.session.scalars(_criteria(), {"stage": stage.id, "version": stage.version_id}).all()


@cache
def _criteria() -> sa.Select[Criterion]:
    of_stage = sa.and_(
        Criterion.stage_id == sa.bindparam("stage"), Criterion.version_id == sa.bindparam("version")
    )
    return sa.select(Criterion).where(of_stage).order_by(Criterion.position)
