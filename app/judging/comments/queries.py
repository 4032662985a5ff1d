"""What judges wrote for the secretariat on submitted sheets, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Entry
from app.judging.comments.models import HandledComment
from app.judging.models import Assignment, ScoreSheet, StageEntry
from app.people.models import Person
from app.programmes.models import Edition, Stage

Columns = TypeVarTuple("Columns")

WRITTEN = sa.and_(ScoreSheet.submitted_at.is_not(None), ScoreSheet.comment != "")
HANDLED = sa.and_(
    HandledComment.sheet_id == ScoreSheet.id, HandledComment.submitted_at == ScoreSheet.submitted_at
)


@dataclass(frozen=True, slots=True)
class Comment:
    """The comment of a submitted sheet; `handled` says what was done, None where nobody has handled it."""

    sheet: ScoreSheet
    handled: HandledComment | None


def comments_in(edition: Edition, *, to: Person, limit: int = 200) -> Sequence[Comment]:
    """Those of an edition that the reader may see: first what nobody has handled, then the latest."""
    rows = _comments().where(Stage.edition_id == edition.id)
    return _seen(
        rows.order_by(HandledComment.id.is_not(None), ScoreSheet.submitted_at.desc()).limit(limit), to
    )


def comments_on(entry: Entry, *, to: Person) -> Sequence[Comment]:
    """Those on one entry, by stage."""
    return _seen(
        _comments().where(Candidacy.entry_id == entry.id).order_by(Stage.position, ScoreSheet.id), to
    )


def unhandled_comments(edition: Edition, *, to: Person) -> int:
    """How many wait for an officer, of what the reader may see."""
    rows = _joined(sa.select(sa.func.count(ScoreSheet.id))).where(
        WRITTEN, Stage.edition_id == edition.id, HandledComment.id.is_(None), VISIBLE
    )
    return db.session.scalar(rows, reader(to, clock.now())) or 0


def get_sheet(public_id: str) -> ScoreSheet:
    """A sheet with its judge, entry and stage."""
    found = db.session.execute(
        _comments(everything=True).where(ScoreSheet.public_id == public_id)
    ).one_or_none()
    if found is None:
        raise NotFound(public_id)
    return found[0]


def _seen(rows: sa.Select[ScoreSheet, HandledComment], to: Person) -> list[Comment]:
    found = db.session.execute(rows.where(VISIBLE), reader(to, clock.now()))
    return [Comment(sheet, handled) for sheet, handled in found]


def _joined(rows: sa.Select[*Columns]) -> sa.Select[*Columns]:
    return (
        rows.select_from(ScoreSheet)
        .join(ScoreSheet.assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.stage)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .outerjoin(HandledComment, HANDLED)
    )


def _comments(*, everything: bool = False) -> sa.Select[ScoreSheet, HandledComment]:
    assignment = contains_eager(ScoreSheet.assignment)
    row = assignment.contains_eager(Assignment.stage_entry)
    return (
        _joined(sa.select(ScoreSheet, HandledComment))
        .where(sa.true() if everything else WRITTEN)
        .options(
            assignment.joinedload(Assignment.judge),
            row.contains_eager(StageEntry.stage).joinedload(Stage.edition).joinedload(Edition.programme),
            row.contains_eager(StageEntry.candidacy).options(
                contains_eager(Candidacy.entry), joinedload(Candidacy.track)
            ),
            joinedload(HandledComment.handled_by),
        )
    )


def find_handled(sheet: ScoreSheet) -> HandledComment | None:
    """What was done about the comment of the sheet as it stands."""
    of_sheet = HandledComment.sheet_id == sheet.id, HandledComment.submitted_at == sheet.submitted_at
    return db.session.scalar(
        sa.select(HandledComment).where(*of_sheet).options(joinedload(HandledComment.handled_by))
    )
