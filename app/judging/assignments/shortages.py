"""Panels that can be given nothing: the entries and the limit that clash, as far as their reader may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.verdict import Verdict, _, need
from app.entries.conflicts.queries import VISIBLE, has_conflict_in, reader
from app.entries.models import Candidacy, Entry
from app.judging.models import Panel, StageEntry
from app.people.models import Person
from app.programmes.models import Stage

NAMED = 8
"""How many names a sentence spells out."""
TOO_FEW = _(
    "%(track)s: every entry needs %(reads)s readers, and a judge reads at most %(limit)s entries. Of the panel "
    "only those in brackets can read these: %(entries)s. Add judges to the panel, then plan again."
)
TOO_FEW_WITHOUT_LIMIT = _(
    "%(track)s: every entry needs %(reads)s readers. Of the panel only those in brackets can read these: %(entries)s. "
    "Add judges to the panel, then plan again."
)
"""For whoever must not count all entries: the limit follows from their number."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A panel whose judges cannot read so much. `free`: stage entry id to ids of the members who may read it."""

    panel: int
    reads: int
    limit: int
    free: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Shortage:
        """As it was kept in a column, where every key is a text."""
        return cls(**{**kept, "free": {int(entry): judges for entry, judges in kept["free"].items()}})

    @property
    def document(self) -> dict[str, Any]:
        return {**asdict(self), "free": {str(entry): list(judges) for entry, judges in self.free.items()}}


def described(shortages: Sequence[Shortage], stage: Stage, *, to: Person, language: str) -> list[Verdict]:
    """A sentence a panel: which entries too few are free for, and for each of them who is.

    What the reader has a conflict of interest with is not named; a panel with nothing else is not short for them.
    """
    if not shortages:
        return []
    entries = _entries([entry for each in shortages for entry in each.free], to)
    people = _people({judge for each in shortages for free in each.free.values() for judge in free})
    panels = {panel.id: panel for panel in _panels(stage)}
    whole = not has_conflict_in(to, stage.edition, clock.now())
    found = []
    for each in shortages:
        lines = [
            _with_judges(e, [people[j].name_in(language) for j in each.free[e.id]])
            for e in entries
            if e.id in each.free
        ]
        if lines:
            found.append(_sentence(each, panels[each.panel], _listed(lines, "; "), whole=whole))
    return found


def _sentence(shortage: Shortage, panel: Panel, entries: str, *, whole: bool) -> Verdict:
    track = panel.track.name if panel.track else panel.stage.name
    if not whole:
        return need(False, TOO_FEW_WITHOUT_LIMIT, track=track, reads=shortage.reads, entries=entries)
    return need(False, TOO_FEW, track=track, reads=shortage.reads, limit=shortage.limit, entries=entries)


def _entries(ids: Sequence[int], to: Person) -> Sequence[StageEntry]:
    return db.session.scalars(
        sa.select(StageEntry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .where(StageEntry.id.in_(ids), VISIBLE)
        .options(contains_eager(StageEntry.candidacy).contains_eager(Candidacy.entry))
        .order_by(Entry.number, Candidacy.slot),
        reader(to, clock.now()),
    ).all()


def _people(ids: Iterable[int]) -> dict[int, Person]:
    return {person.id: person for person in db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))}


def _panels(stage: Stage) -> Sequence[Panel]:
    rows = sa.select(Panel).where(Panel.stage_id == stage.id).options(joinedload(Panel.track))
    return db.session.scalars(rows).all()


def _with_judges(entry: StageEntry, judges: Sequence[str]) -> str:
    """An entry's number, and in brackets who may read it."""
    return f"{entry.candidacy.entry.number} ({_listed(judges, ', ')})"


def _listed(names: Sequence[str], between: str) -> str:
    """So many names as can be read, and a sign that there are more."""
    listed = between.join(names[:NAMED]) or "–"
    return listed if len(names) <= NAMED else f"{listed}{between}…"
