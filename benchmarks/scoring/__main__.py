"""All benchmarks of `scoring` in one table: `python -m benchmarks.scoring [aggregate …]`.

A module of this folder takes part by defining `rows()`, which yields `measure.Row` and `measure.Limit`.
Peers that are not installed are left out: `make bench m=scoring` brings them.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from benchmarks.scoring.measure import Limit, Row, has

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # waiting threads would count as CPU seconds
HEAD = ["work", "ours (CPU)", "peer", "peer (CPU)", "ratio", "goal", "met"]


def modules(chosen: list[str]) -> Iterator[str]:
    """Names of the modules that define `rows`, or those asked for."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    for name in chosen or names:
        if hasattr(import_module(f"benchmarks.scoring.{name}"), "rows"):
            yield name


def measured(chosen: list[str], insteval: str | None) -> Iterator[Row | Limit]:
    for name in modules(chosen):
        more = {"insteval_file": insteval} if name == "calibrate" else {}
        yield from import_module(f"benchmarks.scoring.{name}").rows(**more)


def machine() -> str:
    """What the figures were measured on; the kernel matters, for a wrong one multiplies matrices many times slower."""
    words = [
        f"Python {platform.python_version()}",
        f"{os.cpu_count()} CPUs",
        f"load {os.getloadavg()[0]:.1f}",
    ]
    if has("threadpoolctl"):
        import_module("numpy")
        libraries = import_module("threadpoolctl").threadpool_info()
        words += sorted({f"kernel {each['architecture']}" for each in libraries if "architecture" in each})
    return ", ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="some of them only")
    parser.add_argument("--insteval", metavar="CSV", help="a file of lme4's InstEval")
    options = parser.parse_args()
    print(f"{machine()}; CPU seconds, best of five\n")
    print("| " + " | ".join(HEAD) + " |\n|" + " --- |" * len(HEAD), flush=True)
    for row in measured(options.modules, options.insteval):
        print("| " + " | ".join(row.cells) + " |", flush=True)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
