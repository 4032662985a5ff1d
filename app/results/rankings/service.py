"""Rank a closed stage, once and for good."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict
from app.entries.conflicts.queries import has_conflict_in
from app.judging.assignments.queries import count_outstanding
from app.judging.models import StageEntry
from app.judging.stages.queries import entries_in, sheet_changes
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.programmes.models import Stage
from app.results.prizes.superseding import may_change, supersede_list, supersede_run
from app.results.rankings import rules
from app.results.rankings.grouping import Grouping, grouping_of
from app.results.rankings.inputs import as_text, sha256_of
from app.results.rankings.models import Ranking, RankingRow
from app.results.rankings.scoring_door import order
from app.results.rankings.standings import Standings, standings_of
from app.results.strikes.queries import struck_candidacies
from app.results.ties import rules as ties_rules


def rank_stage(*, stage: Stage, by: Person) -> Ranking:
    """Rank every entry of a closed stage under the rules in force.

    An earlier run of the stage is kept and superseded, and so is the list on its way that was made from it.
    """
    lock_edition(stage.edition)
    enforce(may_run(stage, by))
    direction = stage.edition.rulebook.direction(stage.direction.code)
    entries = _ranked(stage)
    found = standings_of(stage, direction)
    version = stage.edition.current_version
    assert version is not None
    inputs = as_text(
        stage, entries, found.inputs, chain=found.chain, rulebook_sha256=version.sha256, facts=found.facts
    )
    ranking = Ranking(
        stage=stage,
        rulebook_version=version,
        number=next_number(stage),
        method=found.method,
        inputs=inputs,
        inputs_sha256=sha256_of(inputs),
        facts={**found.facts, "chain": list(found.chain)},
        run_at=clock.now(),
        run_by_id=by.id,
        sheet_changes=sheet_changes(stage.edition)[stage.id],
    )
    supersede_run(stage)
    supersede_list(stage.edition_id)
    db.session.add(ranking)
    ranking.rows = _rows(entries, found, grouping_of(direction, stage.code), shared=direction.shares_ties)
    db.session.flush()
    record(
        "stage.ranked",
        f"ranking:{ranking.public_id}",
        by=by,
        edition_id=stage.edition_id,
        stage=stage.code,
        number=ranking.number,
        inputs_sha256=ranking.inputs_sha256,
        rulebook_sha256=version.sha256,
    )
    return ranking


def _ranked(stage: Stage) -> list[StageEntry]:
    """Everything in the stage; what was struck only where its place is kept, and so must be known."""
    out = set() if stage.edition.rulebook.struck_places == "vacant" else struck_candidacies(stage.edition)
    return [row for row in entries_in(stage) if row.candidacy_id not in out]


def may_run(stage: Stage, by: Person) -> Verdict:
    """Until entries have gone on from the stage, or its results are approved: then its ranking stands. It waits for
    sheets that were reopened."""
    used = sa.exists().where(Ranking.stage_id == stage.id, Ranking.advanced_at.is_not(None))
    return (
        rules.may_rank(by, stage, clock.now())
        and rules.is_unused(bool(db.session.scalar(sa.select(used))))
        and may_change(stage.edition)
        and rules.is_submitted(count_outstanding(stage, to=by), whole=not count_outstanding(stage))
    )


def next_number(stage: Stage) -> int:
    """What the next ranking of the stage will be called."""
    return 1 + (db.session.scalar(sa.select(sa.func.count()).where(Ranking.stage_id == stage.id)) or 0)


def _rows(
    entries: Sequence[StageEntry], found: Standings, scope: Grouping, *, shared: bool
) -> list[RankingRow]:
    """`shared`: no line divides those who are equal, so no tie waits for anybody."""
    lines = [] if shared else [line.after for line in scope.lines]
    # Numbers are the same on every database and run; ids need not be.
    place = {row.id: n for n, row in enumerate(entries)}
    groups: dict[int, list[StageEntry]] = {}
    for row in entries:
        groups.setdefault(row.candidacy.track_id if scope.by_track else 0, []).append(row)
    rows, ties = [], 0
    for members in groups.values():
        keys = {place[m.id]: found.keys[m.id] for m in members if m.id in found.keys}
        chain = {place[m.id]: [link.get(m.id, 0) for link in found.chain.values()] for m in members}
        standings = order(keys, {label: chain[label] for label in keys}, lines)
        for standing in standings:
            row = entries[int(standing.label)]
            rows.append(
                _row(
                    row,
                    found,
                    rank=standing.rank,
                    position=standing.position,
                    tie=standing.tie + ties if standing.tie else None,
                )
            )
        ties += max((s.tie or 0 for s in standings), default=0)
    return rows


def _row(row: StageEntry, found: Standings, *, rank: int, position: int, tie: int | None) -> RankingRow:
    return RankingRow(
        stage_entry=row,
        track_id=row.candidacy.track_id,
        rank=rank,
        position=position,
        tie_group=tie,
        tie_keys={name: keys.get(row.id, 0) for name, keys in found.chain.items()},
        **found.shown[row.id],
    )


def may_take_inputs(ranking: Ranking, by: Person) -> Verdict:
    """Whoever has a conflict of interest with an applicant of the edition would read of their entry in the file."""
    now = clock.now()
    return rules.may_read_inputs(by, ranking, now) and ties_rules.has_no_conflict(
        has_conflict_in(by, ranking.stage.edition, now)
    )
