"""How far the screening of an edition has come."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Eligibility, Entry, EntryState
from app.people.models import Person
from app.programmes.models import Edition, Stage

Counts = tuple[int, int, int]


def screening_of(edition: Edition, *, to: Person) -> dict[int, Counts]:
    """Screening stage id to (candidacies, decisions expected in all, decisions made), of what the reader may see; a
    returned one is still outstanding."""
    decided = sa.case((Candidacy.eligibility.in_((Eligibility.ELIGIBLE, Eligibility.INELIGIBLE)), 1), else_=0)
    rows = db.session.execute(
        sa.select(Entry.direction_id, sa.func.count(), sa.func.sum(decided))
        .join(Candidacy.entry)
        .where(
            Entry.edition_id == edition.id,
            Entry.state == EntryState.SUBMITTED,
            Candidacy.withdrawn_at.is_(None),
            VISIBLE,
        )
        .group_by(Entry.direction_id),
        reader(to, clock.now()),
    )
    counts = {direction: (expected, expected, int(done)) for direction, expected, done in rows}
    return {
        stage.id: counts[stage.direction_id]
        for stage in edition.stages
        if stage.kind == "screening" and stage.direction_id in counts
    }


def screening_step(stage: Stage, counts: Counts, now: datetime) -> Literal["apply", "screen", "done"]:
    """Not begun, under way or done. Once anything of the direction is judged, eligibility is settled."""
    edition, (_candidacies, expected, done) = stage.edition, counts
    if any(other.opened_at for other in edition.stages if other.direction_id == stage.direction_id):
        return "done"
    if now < edition.closes_at:
        return "screen" if done else "apply"
    return "screen" if done < expected else "done"
