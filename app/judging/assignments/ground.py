"""What a plan is made from: the entries of a stage, its panels, what stands, and who must not meet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import subqueryload

from app.core import clock
from app.core.db import db
from app.entries.conflicts.queries import conflicts_of
from app.judging.assignments.scoring_door import Planned
from app.judging.models import Assignment, Panel, StageEntry
from app.judging.panels.queries import can_take_more, panels_of
from app.judging.stages.queries import entries_in
from app.people.models import Person
from app.people.roles.rules import is_judge
from app.programmes.models import Stage


@dataclass(frozen=True, slots=True)
class Ground:
    """A stage as a plan finds it.

    `reads`: how many judges an entry needs, none where the whole panel reads it. `benches`: panel id to its members
    who can be given more. `conflicts`, `standing` and `left` are pairs of stage entry and judge: those that must not
    meet, those that are assigned, and those whose judge is recused or released.
    """

    reads: int | None
    entries: Sequence[StageEntry]
    panels: Sequence[Panel]
    benches: Mapping[int, list[Person]]
    conflicts: Collection[Planned]
    standing: Collection[Planned]
    left: Collection[Planned]

    def of(self, panel: Panel) -> list[StageEntry]:
        """The entries that the panel judges, by number."""
        return [e for e in self.entries if panel.track_id in (None, e.candidacy.track_id)]

    def is_barred(self, pair: Planned) -> bool:
        return pair in self.conflicts or pair in self.left

    @property
    def basis(self) -> dict[str, str]:
        """Names each part by a hash: a plan whose basis has changed is overtaken."""
        benches = [[panel.id, [judge.id for judge in self.benches[panel.id]]] for panel in self.panels]
        parts = {
            "rules": self.reads,
            "entries": sorted(entry.id for entry in self.entries),
            "panels": sorted(benches),
            "assignments": [sorted(self.standing), sorted(self.left)],
            "conflicts": sorted(self.conflicts),
        }
        return {name: hashlib.sha256(json.dumps(part).encode()).hexdigest() for name, part in parts.items()}


def ground_of(stage: Stage) -> Ground:
    entries, panels = entries_in(stage), panels_of(stage)
    standing, left = assigned_in(stage)
    return Ground(
        reads=stage.edition.rulebook.stage(stage.code, stage.direction.code).reads,
        entries=entries,
        panels=panels,
        benches=_benches(stage, panels),
        conflicts=_conflicts(panels, entries),
        standing=standing,
        left=left,
    )


def assigned_in(stage: Stage) -> tuple[set[Planned], set[Planned]]:
    """The pairs that stand, and those whose judge is recused or released."""
    rows = db.session.execute(
        sa.select(Assignment.stage_entry_id, Assignment.judge_id, Assignment.recused_at)
        .join(Assignment.stage_entry)
        .where(StageEntry.stage_id == stage.id)
    ).all()
    left = {(entry, judge) for entry, judge, at in rows if at is not None}
    return {(entry, judge) for entry, judge, _at in rows} - left, left


def _benches(stage: Stage, panels: Sequence[Panel]) -> dict[int, list[Person]]:
    """Who sits on each panel, is still a judge, and was not released."""
    free, now = can_take_more(stage), clock.now()
    _load_grants([member.judge_id for panel in panels for member in panel.members])
    return {
        panel.id: [
            member.judge
            for member in panel.members
            if (panel.id, member.judge_id) in free and is_judge(member.judge, stage.edition, now)
        ]
        for panel in panels
    }


def _load_grants(people: Sequence[int]) -> None:
    """At once: whether somebody is a judge is asked of each of them."""
    rows = sa.select(Person).where(Person.id.in_(people))
    db.session.scalars(rows.options(subqueryload(Person.grants))).all()


def _conflicts(panels: Sequence[Panel], entries: Sequence[StageEntry]) -> set[Planned]:
    judges = {member.judge_id for panel in panels for member in panel.members}
    conflicts = conflicts_of(list(judges), [row.candidacy.entry_id for row in entries])
    return {(e.id, judge) for e in entries for judge in judges if (judge, e.candidacy.entry_id) in conflicts}
