"""A table beyond one worker's memory: `python -m benchmarks.scoring.dask [--scores 100_000_000] [--folder DIR]`.

Scores in Parquet, their rows scattered over all files, are reduced by Dask on two workers of this machine
under 2 GB each. What is exact must equal what one process makes of the same files, chunk by chunk; estimates
must lie within 1e-9 of its. The files are deleted afterwards.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import gcd
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.scoring.measure import Limit
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.estimate.calibrate import fit_additive

WEIGHTS = dict.fromkeys(range(10), 1_000)
READS, WORKERS = 5, 2
ROWS_A_FILE = 1_000_000
MOST_MEGABYTES, WITHIN = 2_000, 1e-9
PEAK = "VmHWM:"


@dataclass(frozen=True)
class Season:
    """Five judges read every entry by ten criteria; rows are numbered, and scattered by a fixed step."""

    scores: int

    @property
    def entries(self) -> int:
        return self.scores // len(WEIGHTS) // READS

    @property
    def judges(self) -> int:
        return max(self.entries // 50, 2 * READS)

    def write(self, folder: Path) -> None:
        generator = np.random.default_rng(2024)
        known = {
            "quality": generator.normal(70, 6, self.entries),
            "severity": generator.normal(0, 4, self.judges),
            "first": generator.integers(0, self.judges, self.entries),
            "step": generator.integers(1, self.judges // READS, self.entries),
        }
        rows = self.entries * READS * len(WEIGHTS)
        stride = next(step for step in range(int(rows * 0.618), rows) if gcd(step, rows) == 1)
        for number, start in enumerate(range(0, rows, ROWS_A_FILE)):
            row = np.arange(start, min(start + ROWS_A_FILE, rows)) * stride % rows
            self._rows(row, known, seed=number).to_parquet(folder / f"{number:04}.parquet", index=False)

    def _rows(self, row: Any, known: dict[str, Any], *, seed: int) -> pd.DataFrame:
        sheet, criterion = np.divmod(row, len(WEIGHTS))
        entry, reader = np.divmod(sheet, READS)
        judge = (known["first"][entry] + known["step"][entry] * reader) % self.judges
        noise = np.random.default_rng([2024, seed]).normal(0, 12, row.size)
        score = np.clip(np.rint(2 * (known["quality"][entry] - known["severity"][judge] + noise)) / 2, 0, 100)
        return pd.DataFrame({"judge": judge, "entry": entry, "criterion": criterion, "score": score})


def results(table: Any) -> dict[str, Any]:
    """Exact scores and estimates, as plain arrays; `table` is a ScoreTable or a Dask DataFrame."""
    mean, trimmed = aggregate(table, WEIGHTS), aggregate(table, WEIGHTS, "trimmed")
    fit = fit_additive(table, weights=WEIGHTS, method="moments")
    found = fit.components
    return {
        "entries": np.array(mean.entries),
        "mean": mean.hundredths,
        "numerator": mean.numerator.astype(np.int64),
        "trimmed": trimmed.hundredths,
        "ranks": trimmed.ranks(),
        "calibrated": fit.entries.score,
        "errors": fit.entries.se,
        "severity": fit.judges.severity,
        "components": np.array([found.entry, found.judge, found.residual]),
    }


EXACT = ("entries", "mean", "numerator", "trimmed", "ranks")
ESTIMATES = ("calibrated", "errors", "severity", "components")


def of_one_machine(folder: Path) -> dict[str, Any]:
    return results(ScoreTable.from_chunks(pd.read_parquet(path) for path in sorted(folder.iterdir())))


def peak_megabytes() -> float:
    """The largest resident memory that this process has had, by the kernel's count."""
    return int(Path("/proc/self/status").read_text().split(PEAK)[1].split()[0]) / 1024


def in_process_of_its_own(folder: Path) -> tuple[dict[str, Any], float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(of_one_machine, folder).result(), pool.submit(peak_megabytes).result()


def of_two_workers(folder: Path, *, processes: bool = True) -> tuple[dict[str, Any], list[float]]:
    from dask.dataframe import read_parquet
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            host="127.0.0.1",
            protocol="tcp",
            n_workers=WORKERS,
            threads_per_worker=1,
            processes=processes,
            memory_limit=f"{MOST_MEGABYTES}MB",
            dashboard_address=None,
            local_directory=str(folder.parent / "spilled"),
        ) as cluster,
        Client(cluster) as client,
    ):
        found = results(read_parquet(folder))
        return found, list(client.run(peak_megabytes).values())


def compared(one: dict[str, Any], many: dict[str, Any]) -> Iterator[Limit]:
    apart = sum(int((one[name] != many[name]).sum()) for name in EXACT)
    yield Limit("exact scores and ranks that differ", apart, "", 0)
    for name in ESTIMATES:
        yield Limit(f"{name}, furthest apart", float(np.abs(one[name] - many[name]).max()), "", WITHIN)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def shown(season: Season, folder: Path) -> Iterator[Limit]:
    """Write, reduce both ways, compare."""
    files = folder / "scores"
    files.mkdir()
    season.write(files)
    (one, own), alone = timed(lambda: in_process_of_its_own(files))
    (many, peaks), together = timed(lambda: of_two_workers(files))
    yield from compared(one, many)
    yield Limit("one process, chunk by chunk, took", alone, "s")
    yield Limit("one process, memory", own, "MB")
    yield Limit("two workers took", together, "s")
    for number, peak in enumerate(peaks, 1):
        yield Limit(f"worker {number}, memory", peak, "MB", MOST_MEGABYTES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=int, default=100_000_000)
    parser.add_argument("--folder", type=Path, help="where the files may stand, about 7 bytes a score")
    options = parser.parse_args()
    season = Season(options.scores)
    print(f"{season.scores:,} scores of {season.entries:,} entries by {season.judges:,} judges", flush=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for limit in shown(season, Path(folder)):
            print(" | ".join(cell for cell in limit.cells if cell), flush=True)


if __name__ == "__main__":
    main()
