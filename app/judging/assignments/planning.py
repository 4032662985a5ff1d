"""Who should read what, worked out before it is written down."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.verdict import _, need
from app.entries.conflicts.queries import conflicts_of
from app.entries.conflicts.rules import has_conflict
from app.judging.assignments.scoring_door import Infeasible, Planned, balanced_pairs
from app.judging.models import Assignment, Panel, StageEntry
from app.judging.panels.queries import panels_of
from app.judging.stages.queries import entries_in
from app.people.models import Person
from app.people.roles.rules import is_judge
from app.programmes.models import Stage

NAMED = 8
"""How many names a refusal spells out."""


def plan_assignments(stage: Stage, *, by: Person | None = None) -> list[Planned]:
    """Who should read what, out of each track's panel: reads only, and may take a while, so it stands outside a deed.

    Judges keep what they have. Nobody reads an entry of their own house, or one that they stepped back from. A refusal
    tells `by` which entries stand in the way, but for those of their own house.
    """
    book = stage.edition.rulebook.stage(stage.code, stage.direction.code)
    entries, panels = entries_in(stage), panels_of(stage)
    barred = _barred(panels, entries)
    standing, left = assigned_in(stage)
    pairs: list[Planned] = []
    for panel in panels:
        own = [e for e in entries if panel.track_id in (None, e.candidacy.track_id)]
        try:
            pairs += _pairs_of(panel, own, (barred | left, standing), reads=book.reads)
        except Infeasible as error:
            short = [e for e in own if e.id in error.entries]
            raise _refusal(panel, short, barred, reads=book.reads, by=by) from error
    return pairs


def assigned_in(stage: Stage) -> tuple[set[Planned], set[Planned]]:
    """The pairs that stand, and those whose judge has stepped back."""
    rows = db.session.execute(
        sa.select(Assignment.stage_entry_id, Assignment.judge_id, Assignment.recused_at)
        .join(Assignment.stage_entry)
        .where(StageEntry.stage_id == stage.id)
    ).all()
    left = {(entry, judge) for entry, judge, at in rows if at is not None}
    return {(entry, judge) for entry, judge, _at in rows} - left, left


def _bench(panel: Panel) -> list[Person]:
    """Who sits on the panel and is still a judge."""
    return [seat.judge for seat in panel.seats if is_judge(seat.judge, panel.stage.edition, clock.now())]


def _barred(panels: Sequence[Panel], entries: Sequence[StageEntry]) -> set[Planned]:
    judges = {seat.judge_id for panel in panels for seat in panel.seats}
    conflicts = conflicts_of(list(judges), [row.candidacy.entry_id for row in entries])
    return {(e.id, judge) for e in entries for judge in judges if (judge, e.candidacy.entry_id) in conflicts}


def _pairs_of(
    panel: Panel,
    entries: Sequence[StageEntry],
    held: tuple[Collection[Planned], Collection[Planned]],
    *,
    reads: int | None,
) -> list[Planned]:
    barred, standing = held
    judges = [judge.id for judge in _bench(panel)]
    if reads is None:
        everything = ((e.id, judge) for e in entries for judge in judges)
        return [pair for pair in everything if pair not in barred and pair not in standing]
    ids, bench = {e.id for e in entries}, set(judges)
    own = {(entry, judge) for entry, judge in standing if entry in ids and judge in bench}
    here, elsewhere = Counter(e for e, _j in own), Counter(e for e, judge in standing if judge not in bench)
    wanted = {e.id: max(reads - elsewhere[e.id], here[e.id]) for e in entries}
    if sum(wanted.values()) == len(own):
        return []
    if not judges:
        raise Infeasible(ids)
    return balanced_pairs(wanted, judges, conflicts=set(barred) - own, standing=own, seed=_seed(panel))


def _seed(panel: Panel) -> int:
    """The same for the same stage and track of the same rules, and different between them."""
    track = panel.track.code if panel.track else ""
    name = f"{panel.stage.edition.rulebook.number_prefix}/{panel.stage.code}/{track}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])


def _refusal(
    panel: Panel,
    short: Sequence[StageEntry],
    barred: Collection[Planned],
    *,
    reads: int | None,
    by: Person | None,
) -> Refused:
    """Name the entries for which too few judges are free, and who is."""
    shown = [
        e.candidacy.entry for e in short if by is None or not has_conflict(by, e.candidacy.entry, clock.now())
    ]
    free = [judge for judge in _bench(panel) if any((e.id, judge.id) not in barred for e in short)]
    sentence = _(
        "These judges cannot give every entry %(reads)s reads. Too few of them are free for %(entries)s: %(judges)s. "
        "Seat more judges, then assign again."
    )
    entries = _named([str(entry.number) for entry in shown], len(short))
    judges = _named([judge.name_latin or judge.name_zh for judge in free], len(free))
    return Refused(need(False, sentence, reads=reads, entries=entries, judges=judges))


def _named(names: Sequence[str], count: int) -> str:
    """So many names as can be read, and a sign that there are more."""
    listed = ", ".join(names[:NAMED]) or "–"
    return listed if count == len(names[:NAMED]) else f"{listed}, …"
