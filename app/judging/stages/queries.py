"""Stages and what is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, ScoreSheet, SheetState, StageEntry
from app.judging.reopenings.models import SheetReopening
from app.people.models import Person
from app.programmes.models import Edition, Stage

Columns = TypeVarTuple("Columns")


def entries_in(stage: Stage) -> Sequence[StageEntry]:
    """Everything that is in a stage and has not left it, by number, with candidacy, entry and track at hand."""
    return db.session.scalars(
        sa.select(StageEntry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .join(Candidacy.track)
        .where(StageEntry.stage_id == stage.id, StageEntry.left_at.is_(None))
        .options(
            contains_eager(StageEntry.candidacy).contains_eager(Candidacy.entry),
            contains_eager(StageEntry.candidacy).contains_eager(Candidacy.track),
        )
        .order_by(Entry.number, Candidacy.slot)
    ).all()


def is_used(stage: Stage) -> bool:
    """Whether entries have gone on from the stage: then its result stands."""
    following = stage.edition.rulebook.direction(stage.direction.code).stage_after(stage.code)
    if following is None:
        return False
    beyond = sa.and_(Stage.direction_id == stage.direction_id, Stage.code == following.code)
    entered = sa.select(StageEntry.id).join(StageEntry.stage).where(beyond).limit(1)
    return db.session.scalar(entered) is not None


def sheet_changes(edition: Edition) -> Counter[int]:
    """Stage id to how many submitted sheets were reopened, or left the result because the judge was recused."""
    of_edition = Stage.edition_id == edition.id
    left = (
        sa.select(StageEntry.stage_id, sa.func.count())
        .select_from(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.stage)
        .join(Assignment.sheet)
        .where(of_edition, Assignment.recused_at.is_not(None), ScoreSheet.state == SheetState.SUBMITTED)
        .group_by(StageEntry.stage_id)
    )
    reopened = (
        sa.select(StageEntry.stage_id, sa.func.count())
        .select_from(SheetReopening)
        .join(SheetReopening.sheet)
        .join(ScoreSheet.assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.stage)
        .where(of_edition, SheetReopening.agreed)
        .group_by(StageEntry.stage_id)
    )
    found: Counter[int] = Counter()
    for stage_id, count in db.session.execute(sa.union_all(left, reopened)):
        found[stage_id] += count
    return found


def get_stage(public_id: str) -> Stage:
    """A stage with its edition, direction and rules at hand."""
    stage = db.session.scalar(_by_public_id(), {"public_id": public_id})
    if stage is None:
        raise NotFound(public_id)
    return stage


def lock_stage(stage: Stage) -> None:
    """Until this transaction ends, nobody else assigns in the stage or opens it."""
    db.session.refresh(stage, with_for_update={"of": Stage, "key_share": True})


@cache
def _by_public_id() -> sa.Select[Stage]:
    edition = joinedload(Stage.edition, innerjoin=True)
    return (
        sa.select(Stage)
        .where(Stage.public_id == sa.bindparam("public_id"))
        .options(
            edition.joinedload(Edition.programme, innerjoin=True),
            edition.joinedload(Edition.current_version),
            joinedload(Stage.direction, innerjoin=True),
        )
    )


def progress_of(edition: Edition, *, to: Person) -> dict[int, tuple[int, int, int]]:
    """Stage id to (candidacies, sheets expected in all, sheets submitted), of what the reader may see."""
    seen = reader(to, clock.now())
    entries = dict(
        db.session.execute(
            _seen(sa.select(StageEntry.stage_id, sa.func.count()), edition).group_by(StageEntry.stage_id),
            seen,
        ).all()
    )
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SUBMITTED, 1), else_=0))
    sheets = db.session.execute(
        _seen(sa.select(StageEntry.stage_id, sa.func.count(Assignment.id), sent), edition)
        .join(Assignment, Assignment.stage_entry_id == StageEntry.id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.recused_at.is_(None))
        .group_by(StageEntry.stage_id),
        seen,
    )
    counts = {stage_id: (int(expected), int(done or 0)) for stage_id, expected, done in sheets}
    return {stage_id: (count, *counts.get(stage_id, (0, 0))) for stage_id, count in entries.items()}


def _seen(rows: sa.Select[*Columns], edition: Edition) -> sa.Select[*Columns]:
    joined = rows.join(StageEntry.stage).join(StageEntry.candidacy).join(Candidacy.entry)
    return joined.where(Stage.edition_id == edition.id, StageEntry.left_at.is_(None), VISIBLE)


def entries_seen(stage: Stage, *, to: Person) -> int:
    """How many candidacies of the stage the reader may see."""
    rows = (
        sa.select(sa.func.count(StageEntry.id))
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .where(StageEntry.stage_id == stage.id, StageEntry.left_at.is_(None), VISIBLE)
    )
    return db.session.scalar(rows, reader(to, clock.now())) or 0
