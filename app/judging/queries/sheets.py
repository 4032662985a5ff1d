"""One assignment and its sheet, with all that the page and its rules ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, ScoreSheet, SheetScore, StageEntry
from app.programmes.models import Criterion, Edition, Stage


def get_assignment(public_id: str) -> Assignment:
    """An assignment with its entry, stage and sheet at hand."""
    assignment = db.session.scalars(_by_public_id(), {"public_id": public_id}).unique().one_or_none()
    if assignment is None:
        raise NotFound(public_id)
    return assignment


def hold(assignment: Assignment) -> None:
    """Of two deeds on one assignment at one instant, such as sending in and stepping back, the second waits, and reads
    it anew."""
    (key,) = sa.inspect(assignment).identity or (None,)
    db.session.scalars(_held(), {"id": key}).unique().one()


@cache
def _by_public_id() -> sa.Select[tuple[Assignment]]:
    """Built once, as are those below: to build one takes as long as to ask it."""
    row = joinedload(Assignment.stage_entry, innerjoin=True)
    stage, candidacy = (
        row.joinedload(which, innerjoin=True) for which in (StageEntry.stage, StageEntry.candidacy)
    )
    return _judged().where(Assignment.public_id == sa.bindparam("public_id")).options(
        stage.joinedload(Stage.edition, innerjoin=True).joinedload(Edition.current_version),
        stage.joinedload(Stage.direction, innerjoin=True),
        candidacy.joinedload(Candidacy.entry, innerjoin=True).joinedload(Entry.organisation),
        candidacy.joinedload(Candidacy.track, innerjoin=True),
    )  # fmt: skip


@cache
def _held() -> sa.Select[tuple[Assignment]]:
    held = _judged().where(Assignment.id == sa.bindparam("id")).with_for_update(of=Assignment)
    return held.execution_options(populate_existing=True)


def _judged() -> sa.Select[tuple[Assignment]]:
    """With what the rules ask for."""
    row = joinedload(Assignment.stage_entry, innerjoin=True)
    candidacy = row.joinedload(StageEntry.candidacy, innerjoin=True)
    return sa.select(Assignment).options(
        row.joinedload(StageEntry.stage, innerjoin=True).joinedload(Stage.edition, innerjoin=True),
        candidacy.joinedload(Candidacy.entry, innerjoin=True).joinedload(Entry.conflicts),
        joinedload(Assignment.sheet),
    )


def marks_on(sheet: ScoreSheet | None, stage: Stage) -> Sequence[tuple[Criterion, SheetScore | None]]:
    """Every criterion of the stage with what the sheet has of it, in the order of the rubric."""
    keys = {"sheet": sheet.id if sheet else None, "stage": stage.id, "version": stage.version_id}
    return [(criterion, given) for criterion, given in db.session.execute(_marks(), keys)]


@cache
def _marks() -> sa.Select[tuple[Criterion, SheetScore]]:
    given = sa.and_(SheetScore.criterion_id == Criterion.id, SheetScore.sheet_id == sa.bindparam("sheet"))
    return (
        sa.select(Criterion, SheetScore)
        .outerjoin(SheetScore, given)
        .where(Criterion.stage_id == sa.bindparam("stage"), Criterion.version_id == sa.bindparam("version"))
        .options(contains_eager(SheetScore.criterion))
        .order_by(Criterion.position)
    )
