"""All benchmarks of `scoring` in one table: `python -m benchmarks.scoring [aggregate …]`.

A module of this folder takes part by defining `rows()`, which yields `measure.Row` and `measure.Limit`.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from benchmarks.scoring.measure import Limit, Row

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # waiting threads would count as CPU seconds
HEAD = ["work", "ours (CPU)", "peer", "peer (CPU)", "ratio", "goal", "met"]


def modules(chosen: list[str]) -> Iterator[str]:
    """Names of the modules that define `rows`, or those asked for."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    for name in chosen or names:
        if hasattr(import_module(f"benchmarks.scoring.{name}"), "rows"):
            yield name


def measured(chosen: list[str]) -> Iterator[Row | Limit]:
    for name in modules(chosen):
        yield from import_module(f"benchmarks.scoring.{name}").rows()


def main(chosen: list[str]) -> None:
    machine = f"Python {platform.python_version()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}"
    print(f"{machine}; CPU seconds of one thread, best of five\n")
    print("| " + " | ".join(HEAD) + " |\n|" + " --- |" * len(HEAD), flush=True)
    for row in measured(chosen):
        print("| " + " | ".join(row.cells) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
