"""Entries that do not exist for a person, in rankings and prize lists."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Entry
from app.people.models import Person
from app.programmes.models import Edition
from app.results.models import Ranking, RankingRow, TieDecision


def decided_groups(ranking: Ranking) -> set[int]:
    return set(
        db.session.scalars(sa.select(TieDecision.tie_group).where(TieDecision.ranking_id == ranking.id))
    )


def open_tie_groups(ranking: Ranking) -> set[int]:
    """Ties across a line that nobody has decided yet."""
    groups = sa.select(RankingRow.tie_group).where(
        RankingRow.ranking_id == ranking.id, RankingRow.tie_group.is_not(None)
    )
    return {group for group in db.session.scalars(groups) if group is not None} - decided_groups(ranking)


_ANY_TIE = sa.select(
    sa.exists().where(
        Entry.edition_id == sa.bindparam("edition"), Entry.submitted_at.is_not(None), sa.not_(VISIBLE)
    )
)


def has_tie_in(person: Person, edition: Edition, now: datetime) -> bool:
    """Whether any entry that was sent in to the edition is hidden from the person, ranked or not."""
    return bool(db.session.scalar(_ANY_TIE, {**reader(person, now), "edition": edition.id}))
