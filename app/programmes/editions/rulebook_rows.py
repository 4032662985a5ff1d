"""Directions, tracks, stages and criteria as rows under stable codes, for later rows to refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import sqlalchemy as sa

from app.core.db import db
from app.programmes import rulebook
from app.programmes.models import Criterion, Direction, Edition, RulebookVersion, Stage, StageKind, Track

Row = TypeVar("Row", Direction, Track, Stage, Criterion)


def write_rows(edition: Edition, version: RulebookVersion) -> None:
    """Bring the rows to this version: the same code keeps its row."""
    for position, direction in enumerate(version.rulebook.directions):
        row = _row(edition.directions, direction.code, lambda code: Direction(edition=edition, code=code))
        row.version_id, row.position, row.name = version.id, position, direction.name.model_dump()
        db.session.flush()
        _write_tracks(row, direction.tracks, version)
        _write_stages(row, direction.stages, version)
    db.session.flush()
    db.session.expire(edition, ["directions", "tracks", "stages"])


def _row(rows: Iterable[Row], code: str, new: Callable[[str], Row]) -> Row:
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        found = new(code)
        db.session.add(found)
    return found


def _write_tracks(
    direction: Direction, tracks: Iterable[rulebook.TrackRules], version: RulebookVersion
) -> None:
    edition = version.edition
    present = [row for row in edition.tracks if row.direction_id == direction.id]
    for position, track in enumerate(tracks):
        row = _row(present, track.code, lambda code: Track(edition=edition, direction=direction, code=code))
        row.version_id, row.position, row.name = version.id, position, track.name.model_dump()


def _write_stages(
    direction: Direction, stages: Iterable[rulebook.StageRules], version: RulebookVersion
) -> None:
    edition = version.edition
    present = [row for row in edition.stages if row.direction_id == direction.id]
    for position, stage in enumerate(stages):
        row = _row(present, stage.code, lambda code: Stage(edition=edition, direction=direction, code=code))
        row.version_id, row.position, row.name = version.id, position, stage.name.model_dump()
        row.kind = StageKind(stage.kind)
        row.closes_at = stage.window.closes if stage.window else None
        db.session.flush()
        _write_criteria(row, stage.rubric)
        db.session.expire(row, ["criteria"])


def _write_criteria(stage: Stage, rubric: Iterable[rulebook.CriterionRules]) -> None:
    present = db.session.scalars(sa.select(Criterion).where(Criterion.stage_id == stage.id)).all()
    for position, criterion in enumerate(rubric):
        row = _row(present, criterion.code, lambda code: Criterion(stage_id=stage.id, code=code))
        row.version_id, row.position, row.name = stage.version_id, position, criterion.name.model_dump()
        row.weight, row.step = criterion.weight, criterion.step
        row.minimum, row.maximum = criterion.minimum, criterion.maximum
