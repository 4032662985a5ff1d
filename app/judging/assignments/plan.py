"""The plan of who should read what, worked out before anybody is assigned."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.judging.assignments.ground import Ground, ground_of
from app.judging.assignments.scoring_door import Infeasible, Planned, balanced_pairs, most_reads
from app.judging.assignments.shortages import Shortage
from app.judging.models import Panel, StageEntry
from app.people.models import Person
from app.programmes.models import Stage


@dataclass(frozen=True, slots=True)
class Plan:
    """Who should read what besides what stands, and why the panels in `short` can be given nothing."""

    pairs: list[Planned]
    short: list[Shortage]
    basis: dict[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """What one panel has to read: judges an entry that it has to give, pairs among them that stand."""

    wanted: dict[int, int]
    standing: set[Planned]

    def most(self, judges: Sequence[int]) -> int:
        """How many entries one judge of the panel reads at most."""
        return most_reads(self.wanted, judges, self.standing)


def plan_stage(stage: Stage) -> Plan:
    """Who should read what, out of each track's panel: reads only, and may take a while, so it stands outside
    a transaction.

    Judges keep what they have. Nobody reads an entry of their own organisation, or one that they gave up. A panel
    that is short does not stop the others.
    """
    ground = ground_of(stage)
    plan = Plan([], [], ground.basis)
    for panel in ground.panels:
        try:
            plan.pairs.extend(_pairs_of(ground, panel))
        except Infeasible as error:
            plan.short.append(_shortage(ground, panel, error))
    return plan


def share_of(ground: Ground, panel: Panel, reads: int) -> Share:
    """`reads`: how many judges an entry needs."""
    entries, bench = {e.id for e in ground.of(panel)}, {judge.id for judge in ground.benches[panel.id]}
    own = {(entry, judge) for entry, judge in ground.standing if entry in entries and judge in bench}
    here = Counter(entry for entry, _judge in own)
    elsewhere = Counter(entry for entry, judge in ground.standing if judge not in bench)
    return Share({e.id: max(reads - elsewhere[e.id], here[e.id]) for e in ground.of(panel)}, own)


def _pairs_of(ground: Ground, panel: Panel) -> list[Planned]:
    judges = [judge.id for judge in ground.benches[panel.id]]
    if ground.reads is None:
        everything = ((e.id, judge) for e in ground.of(panel) for judge in judges)
        return [pair for pair in everything if pair not in ground.standing and not ground.is_barred(pair)]
    share = share_of(ground, panel, ground.reads)
    if sum(share.wanted.values()) == len(share.standing):
        return []
    if not judges:
        raise Infeasible(set(share.wanted), limit=0)
    barred = {*ground.conflicts, *ground.left} - share.standing
    return balanced_pairs(share.wanted, judges, conflicts=barred, standing=share.standing, seed=_seed(panel))


def _seed(panel: Panel) -> int:
    """The same for the same stage and track of the same rules, and different between them."""
    track = panel.track.code if panel.track else ""
    name = f"{panel.stage.edition.rulebook.number_prefix}/{panel.stage.code}/{track}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])


def _shortage(ground: Ground, panel: Panel, error: Infeasible) -> Shortage:
    short = [e for e in ground.of(panel) if e.id in error.entries]
    free = {e.id: _free(ground, panel, e) for e in short}
    return Shortage(panel.id, ground.reads or 0, error.limit, free)


def _free(ground: Ground, panel: Panel, entry: StageEntry) -> list[int]:
    """Ids of the panel's members who may read the entry."""
    bench: Collection[Person] = ground.benches[panel.id]
    return [judge.id for judge in bench if not ground.is_barred((entry.id, judge.id))]
