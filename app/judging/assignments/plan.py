"""The plan of who should read what, worked out before it is written down."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.verdict import Verdict, _, need
from app.entries.conflicts.queries import conflicts_of
from app.entries.conflicts.rules import has_conflict
from app.judging.assignments.scoring_door import Infeasible, Planned, balanced_pairs
from app.judging.models import Assignment, Panel, StageEntry
from app.judging.panels.queries import can_take_more, panels_of
from app.judging.stages.queries import entries_in
from app.people.models import Person
from app.people.roles.rules import is_judge
from app.programmes.models import Stage

NAMED = 8
"""How many names a refusal spells out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who should read what, and why the panels in `short` can be given nothing."""

    pairs: list[Planned]
    short: list[Verdict]


@dataclass(frozen=True, slots=True)
class Held:
    """What stands in a stage: pairs that must not be made, and pairs that stay."""

    barred: Collection[Planned]
    standing: Collection[Planned]


def plan_assignments(stage: Stage) -> list[Planned]:
    """Who should read what in every panel; refused where one of them is short."""
    plan = plan_panels(stage)
    for verdict in plan.short:
        raise Refused(verdict)
    return plan.pairs


def plan_panels(stage: Stage, *, by: Person | None = None) -> Plan:
    """Who should read what, out of each track's panel: reads only, and may take a while, so it stands outside
    a transaction.

    Judges keep what they have. Nobody reads an entry of their own organisation, or one that they gave up. A panel
    that is short does not stop the others; why it is short tells `by` nothing of what they have a conflict with.
    """
    reads = stage.edition.rulebook.stage(stage.code, stage.direction.code).reads
    entries, panels = entries_in(stage), panels_of(stage)
    free, (standing, left) = can_take_more(stage), assigned_in(stage)
    held = Held(_barred(panels, entries) | left, standing)
    plan = Plan([], [])
    for panel in panels:
        own = [e for e in entries if panel.track_id in (None, e.candidacy.track_id)]
        bench = [judge for judge in _bench(panel) if (panel.id, judge.id) in free]
        try:
            plan.pairs.extend(_pairs_of(bench, own, held, reads=reads, seed=_seed(panel)))
        except Infeasible as error:
            short = [e for e in own if e.id in error.entries]
            plan.short.append(
                _too_few(panel, _free(bench, short, held), limit=error.limit, reads=reads, by=by)
            )
    return plan


def assigned_in(stage: Stage) -> tuple[set[Planned], set[Planned]]:
    """The pairs that stand, and those whose judge is recused or released."""
    rows = db.session.execute(
        sa.select(Assignment.stage_entry_id, Assignment.judge_id, Assignment.recused_at)
        .join(Assignment.stage_entry)
        .where(StageEntry.stage_id == stage.id)
    ).all()
    left = {(entry, judge) for entry, judge, at in rows if at is not None}
    return {(entry, judge) for entry, judge, _at in rows} - left, left


def _bench(panel: Panel) -> list[Person]:
    """Who sits on the panel and is still a judge."""
    return [
        member.judge for member in panel.members if is_judge(member.judge, panel.stage.edition, clock.now())
    ]


def _barred(panels: Sequence[Panel], entries: Sequence[StageEntry]) -> set[Planned]:
    judges = {member.judge_id for panel in panels for member in panel.members}
    conflicts = conflicts_of(list(judges), [row.candidacy.entry_id for row in entries])
    return {(e.id, judge) for e in entries for judge in judges if (judge, e.candidacy.entry_id) in conflicts}


def _pairs_of(
    people: Sequence[Person], entries: Sequence[StageEntry], held: Held, *, reads: int | None, seed: int
) -> list[Planned]:
    judges = [judge.id for judge in people]
    if reads is None:
        everything = ((e.id, judge) for e in entries for judge in judges)
        return [pair for pair in everything if pair not in held.barred and pair not in held.standing]
    ids, bench = {e.id for e in entries}, set(judges)
    own = {(entry, judge) for entry, judge in held.standing if entry in ids and judge in bench}
    here, elsewhere = (
        Counter(e for e, _j in own),
        Counter(e for e, judge in held.standing if judge not in bench),
    )
    wanted = {e.id: max(reads - elsewhere[e.id], here[e.id]) for e in entries}
    if sum(wanted.values()) == len(own):
        return []
    if not judges:
        raise Infeasible(ids, limit=0)
    return balanced_pairs(wanted, judges, conflicts=set(held.barred) - own, standing=own, seed=seed)


def _seed(panel: Panel) -> int:
    """The same for the same stage and track of the same rules, and different between them."""
    track = panel.track.code if panel.track else ""
    name = f"{panel.stage.edition.rulebook.number_prefix}/{panel.stage.code}/{track}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])


Free = Sequence[tuple[StageEntry, list[Person]]]
"""Entries, each with the members of the panel who may read it."""


def _free(bench: Sequence[Person], short: Sequence[StageEntry], held: Held) -> Free:
    return [(entry, [judge for judge in bench if (entry.id, judge.id) not in held.barred]) for entry in short]


def _too_few(panel: Panel, free: Free, *, limit: int, reads: int | None, by: Person | None) -> Verdict:
    """Name the entries for which too few judges are free, and for each of them who is."""
    shown = [
        each for each in free if by is None or not has_conflict(by, each[0].candidacy.entry, clock.now())
    ]
    sentence = _(
        "%(track)s: every entry needs %(reads)s readers, and a judge reads at most %(limit)s entries. Too few judges "
        "are free for %(entries)s. Add judges to the panel, then assign again."
    )
    entries = _listed([_with_judges(entry, judges) for entry, judges in shown], "; ")
    track = panel.track.name if panel.track else panel.stage.name
    return need(False, sentence, track=track, reads=reads, limit=limit, entries=entries)


def _with_judges(entry: StageEntry, judges: Sequence[Person]) -> str:
    """An entry's number, and in brackets who may read it."""
    return f"{entry.candidacy.entry.number} ({_listed([judge.name_latin or judge.name_zh for judge in judges], ', ')})"


def _listed(names: Sequence[str], between: str) -> str:
    """So many names as can be read, and a sign that there are more."""
    listed = between.join(names[:NAMED]) or "–"
    return listed if len(names) <= NAMED else f"{listed}{between}…"
