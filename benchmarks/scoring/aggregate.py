"""Mean, trimmed mean and ranks a track, against pandas, polars, duckdb and one pass of bincount."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.scoring.measure import Limit, Row, best_cpu, best_of_both, has, in_child, peak_megabytes
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate

READS, JUDGES, TRACKS = 5, 2_000, 6
LINEAR = 20
"""Ten times the scores cost ten times as much, and as much again for what no longer fits a cache: the pass of
np.bincount that is the floor here grows nineteenfold."""
WEIGHTS = {0: 4_000, 1: 3_000, 2: 2_000, 3: 1_000}
IMPORT = "import time; t = time.process_time(); import scoring; print((time.process_time() - t) * 1000)"


@dataclass(frozen=True)
class Case:
    """Shuffled rows of five judges an entry, each scoring every criterion."""

    frame: pd.DataFrame
    track: Any
    weights: dict[int, int] | None

    @classmethod
    def of(cls, rows: int, criteria: int) -> Case:
        generator = np.random.default_rng(2024)
        entries = rows // criteria // READS
        entry = np.repeat(np.arange(entries), READS * criteria)
        reader = np.tile(np.repeat(np.arange(READS), criteria), entries)
        columns = {
            "judge": (entry * 7 + reader * 389) % JUDGES,
            "entry": entry,
            "criterion": np.tile(np.arange(criteria), entries * READS),
            "score": generator.integers(0, 201, entry.size) / 2,
        }
        order = generator.permutation(entry.size)
        frame = pd.DataFrame({name: column[order] for name, column in columns.items()})
        return cls(frame, np.arange(entries) % TRACKS, WEIGHTS if criteria > 1 else None)

    def table(self) -> ScoreTable:
        return ScoreTable.from_frame(self.frame)


def ours(table: ScoreTable, case: Case) -> tuple[Any, Any]:
    mean = aggregate(table, case.weights)
    trimmed = aggregate(table, case.weights, "trimmed")
    return mean.ranks(within=case.track), trimmed.ranks(within=case.track)


def with_pandas(case: Case) -> tuple[Any, Any]:
    frame, totals = case.frame, case.frame["score"]
    groups: Any = frame["entry"]
    if case.weights is not None:
        share = np.array(list(case.weights.values())) / 10_000
        weighted = frame["score"] * share[frame["criterion"].to_numpy()]
        totals = weighted.groupby([frame["entry"], frame["judge"]]).sum()
        groups = totals.index.get_level_values("entry")
    by_entry = totals.groupby(groups)
    mean = by_entry.mean()
    trimmed = (by_entry.sum() - by_entry.max() - by_entry.min()) / (by_entry.count() - 2)
    return tuple(s.groupby(case.track).rank(ascending=False, method="min") for s in (mean, trimmed))  # type: ignore[return-value]


def with_polars(case: Case) -> Any:
    pl: Any = import_module("polars")

    rows, t = pl.from_pandas(case.frame), pl.col("score")
    if case.weights is not None:
        share = pl.lit(pl.Series(list(case.weights.values())) / 10_000)
        weighted = rows.with_columns(t=t * share.gather(pl.col("criterion")))
        rows, t = weighted.group_by("entry", "judge").agg(pl.col("t").sum()), pl.col("t")
    trimmed = (t.sum() - t.max() - t.min()) / (t.count() - 2)
    scored = rows.group_by("entry").agg(mean=t.mean(), trimmed=trimmed)
    place = pl.col("mean", "trimmed").rank("min", descending=True)
    return scored.with_columns(place.over(pl.col("entry") % TRACKS).name.suffix("_rank"))


def with_duckdb(case: Case) -> Any:
    duckdb: Any = import_module("duckdb")

    share = " ".join(f"when {c} then {w / 10_000}" for c, w in (case.weights or {}).items())
    weighted = f"select entry, sum(score * case criterion {share} end) t from frame group by entry, judge"
    totals = weighted if case.weights else "select entry, score t from frame"
    frame = case.frame  # noqa: F841 - duckdb reads it by name
    return duckdb.sql(f"""
        with totals as ({totals}),
        scored as (select entry, avg(t) m, (sum(t) - max(t) - min(t)) / (count(*) - 2) r from totals group by entry)
        select entry, rank() over (partition by entry % {TRACKS} order by m desc),
               rank() over (partition by entry % {TRACKS} order by r desc) from scored
    """).fetchnumpy()


def hot(case: Case, work: str) -> Iterator[Row]:
    """The order of rows cached: the table stands, its sheets have been grouped."""
    table = case.table()
    ours(table, case)
    entry, score = (np.ascontiguousarray(case.frame[name]) for name in ("entry", "score"))
    spent, floor = best_of_both(lambda: ours(table, case), lambda: np.bincount(entry, weights=score))
    yield Row(work, spent, "one np.bincount", floor, 1 / 8)
    yield Row(work, spent, "pandas", best_cpu(lambda: with_pandas(case), 3), 7)


def cold(case: Case, work: str) -> Iterator[Row]:
    """Everything from the DataFrame on."""
    peers: dict[str, tuple[Callable[[Case], Any], float]] = {
        "pandas": (with_pandas, 2),
        "polars": (with_polars, 1),
        "duckdb": (with_duckdb, 1),
    }
    for name, (peer, goal) in peers.items():
        if has(name):
            mine, theirs = best_of_both(lambda: ours(case.table(), case), lambda peer=peer: peer(case))  # type: ignore[misc]
            yield Row(work, mine, name, theirs, goal)


def growth(criteria: int) -> Limit:
    small, large = Case.of(1_000_000, criteria), Case.of(10_000_000, criteria)
    one, ten = best_of_both(lambda: ours(small.table(), small), lambda: ours(large.table(), large))
    return Limit(f"cold frame, {criteria} criteria: 10 M scores cost as 1 M, times", ten / one, "", LINEAR)


def rows() -> Iterator[Row | Limit]:
    for million, criteria in ((1, 1), (1, 4), (10, 1), (10, 4)):
        case = Case.of(million * 1_000_000, criteria)
        work = f"mean + trimmed + ranks, {million} M scores, {criteria} criteria"
        yield from hot(case, f"{work}, order cached")
        yield from cold(case, f"{work}, cold frame")
        del case
    yield from map(growth, (1, 4))
    statement = "from benchmarks.scoring import aggregate as a; c = a.Case.of(10**7, 4); a.ours(c.table(), c)"
    yield Limit("10 M scores, the frame included", peak_megabytes(statement), "MB", 1_500)
    yield Limit("import scoring", min(in_child(IMPORT) for _ in range(5)), "ms CPU", 50)
