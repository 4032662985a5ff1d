"""Rank a closed stage, once and for good, and let the best go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import YES, Verdict, _, need
from app.entries.conflicts.queries import has_conflict_in
from app.judging.assignments.queries import count_outstanding
from app.judging.models import Ballot, StageEntry
from app.judging.stages.queries import entries_in, sheet_changes
from app.judging.stages.service import enter
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.programmes.editions.service import settle_stage
from app.programmes.models import Stage, StageKind
from app.programmes.rulebook import DirectionRules
from app.results.prizes.source_rankings import is_in_force
from app.results.prizes.superseding import may_change, supersede_list, supersede_run
from app.results.rankings import rules
from app.results.rankings.grouping import Grouping, grouping_of
from app.results.rankings.inputs import Inputs, as_text, of_sheets, of_votes, sha256_of
from app.results.rankings.models import Ranking, RankingRow
from app.results.rankings.queries import ballot_counts, rows_of, score_rows
from app.results.rankings.ranking_view import is_current, is_latest
from app.results.rankings.scoring_door import approvals, order, score_table, stage_scores
from app.results.rankings.tie_break_keys import TieBreakKeys
from app.results.strikes.queries import ranks_struck, struck_candidacies
from app.results.strikes.rules import ranks_nobody_struck
from app.results.ties import rules as ties_rules
from app.results.ties.queries import open_tie_groups


@dataclass(slots=True)
class Standings:
    """What ranks, by stage entry id, and what is shown beside it."""

    method: str
    keys: dict[int, int | Fraction]
    shown: dict[int, dict[str, Any]]
    chain: dict[str, Mapping[int, int]]
    inputs: Inputs
    facts: dict[str, Any] = field(default_factory=dict)


def rank_stage(*, stage: Stage, by: Person) -> Ranking:
    """Rank every entry of a closed stage under the rules in force.

    An earlier run of the stage is kept and superseded, and so is the list on its way that was made from it.
    """
    lock_edition(stage.edition)
    enforce(may_run(stage, by))
    direction = stage.edition.rulebook.direction(stage.direction.code)
    entries = _ranked(stage)
    found = _by_ballot(stage, direction) if stage.kind == StageKind.BALLOT else _by_scores(stage, direction)
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


def _by_scores(stage: Stage, direction: DirectionRules) -> Standings:
    book, rows = direction.stage(stage.code), list(score_rows(stage))
    enforce(need(rows, _("No score sheet was submitted in this stage.")))
    scores = stage_scores(score_table(rows), book)
    return Standings(
        method=book.averaging.method if book.averaging else "mean",
        keys={entry: score.score for entry, score in scores.items()},
        shown={e: {"score": s.score, "reads": s.reads, "fell_back": s.fell_back} for e, s in scores.items()},
        chain=TieBreakKeys(stage, rows, _candidacies(stage)).keys(),
        inputs=of_sheets(rows),
    )


def _by_ballot(stage: Stage, direction: DirectionRules) -> Standings:
    book = direction.stage(stage.code)
    ballot = db.session.scalar(sa.select(Ballot).where(Ballot.stage_id == stage.id))
    assert ballot is not None and book.ballot is not None
    yes, base, cast = ballot_counts(ballot, abstentions=book.ballot.abstentions == "counted")
    result = approvals(yes, base, cast=cast, members=ballot.members, rule=book.ballot)
    candidacies = _candidacies(stage)
    return Standings(
        method="ballot",
        keys={e: Fraction(yes.get(e, 0), base[e]) if base.get(e) else Fraction(0) for e in candidacies},
        shown={
            e: {
                "yes": yes.get(e, 0),
                "base": base.get(e, 0),
                "passed": e in result.passed,
                "reads": base.get(e, 0),
            }
            for e in candidacies
        },
        chain=TieBreakKeys(stage, [], candidacies).keys(),
        inputs=of_votes(yes, base, candidacies),
        facts={"cast": cast, "members": ballot.members, "quorum_met": result.quorum_met},
    )


def _candidacies(stage: Stage) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(StageEntry.id, StageEntry.candidacy_id).where(StageEntry.stage_id == stage.id)
    )
    return dict(rows.all())


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


def may_use(ranking: Ranking, by: Person) -> Verdict:
    """Once, the latest ranking of the stage, under the rules in force, with every tie across a line decided."""
    return (
        rules.may_advance(by, ranking, clock.now())
        and rules.is_latest(is_latest(ranking))
        and rules.is_under_rules_in_force(is_in_force(ranking, ranking.stage.edition))
        and rules.is_current(is_current(ranking))
        and _names_nobody_struck(ranking)
        and rules.ties_are_settled(len(open_tie_groups(ranking)))
    )


def may_take_inputs(ranking: Ranking, by: Person) -> Verdict:
    """Whoever has a conflict of interest with an applicant of the edition would read of their entry in the file."""
    now = clock.now()
    return rules.may_read_inputs(by, ranking, now) and ties_rules.has_no_conflict(
        has_conflict_in(by, ranking.stage.edition, now)
    )


def _names_nobody_struck(ranking: Ranking) -> Verdict:
    """Where the next entry moves up, whoever was struck since leaves the ranking first."""
    kept = ranking.stage.edition.rulebook.struck_places == "vacant"
    return YES if kept else ranks_nobody_struck(ranks_struck(ranking))


def advance(*, ranking: Ranking, by: Person) -> list[StageEntry]:
    """Let those above the line go on to the next stage; every tie across it must have been decided."""
    lock_edition(ranking.stage.edition)
    enforce(may_use(ranking, by))
    stage = ranking.stage
    following = stage.edition.rulebook.direction(stage.direction.code).stage_after(stage.code)
    enforce(need(following, _("No stage follows this one.")))
    assert following is not None
    chosen = above_the_line(ranking)
    for row in chosen:
        row.advances = True
    ranking.advanced_at, ranking.advanced_by_id = clock.now(), by.id
    settle_stage(stage)
    target = next(
        s for s in stage.edition.stages if s.direction_id == stage.direction_id and s.code == following.code
    )
    record(
        "stage.advanced",
        f"ranking:{ranking.public_id}",
        by=by,
        edition_id=stage.edition_id,
        number=len(chosen),
    )
    return enter(stage=target, candidacies=[row.stage_entry.candidacy for row in chosen], by=by)


def above_the_line(ranking: Ranking) -> list[RankingRow]:
    """Who goes on: the best so many, or all where the rule says so; never one that was struck or did not pass."""
    stage = ranking.stage
    rule = stage.edition.rulebook.stage(stage.code, stage.direction.code).advance
    enforce(need(rule, _("No stage follows this one.")))
    assert rule is not None
    struck = struck_candidacies(stage.edition)
    shared = stage.edition.rulebook.direction(stage.direction.code).shares_ties
    return [
        row
        for row in rows_of(ranking)
        if (rule.places is None or (row.rank if shared else row.position) <= rule.places)
        and row.passed is not False
        and row.stage_entry.candidacy_id not in struck
    ]
