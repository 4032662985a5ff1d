"""How the benchmarks of `scoring` measure: CPU seconds, the best of five, side by side in one run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from math import inf
from typing import Any

REPEATS = 5
ENOUGH = 2.0
"""CPU seconds that two quick tasks are measured for, however often that repeats them."""


@dataclass(frozen=True)
class Row:
    """Our CPU seconds against a peer's; `goal` is the least that peer / ours must reach."""

    work: str
    ours: float
    peer: str
    theirs: float
    goal: float | None = None

    @property
    def cells(self) -> list[str]:
        ratio = self.theirs / self.ours
        goal = "" if self.goal is None else _times(self.goal)
        met = "" if self.goal is None else ("yes" if ratio >= self.goal else "no")
        return [self.work, _seconds(self.ours), self.peer, _seconds(self.theirs), _times(ratio), goal, met]


@dataclass(frozen=True)
class Limit:
    """A figure that must stay below a limit, where it has one."""

    work: str
    value: float
    unit: str
    most: float = inf

    @property
    def cells(self) -> list[str]:
        goal, met = f"at most {self.most:g} {self.unit}", "yes" if self.value <= self.most else "no"
        judged = ["", ""] if self.most == inf else [goal, met]
        return [self.work, f"{self.value:.4g} {self.unit}", "", "", "", *judged]


def best_cpu(task: Callable[[], Any], repeats: int = REPEATS) -> float:
    """The least CPU seconds, of all threads, that a task took."""
    return min(_cpu(task) for _ in range(repeats))


def best_of_both(
    ours: Callable[[], Any], theirs: Callable[[], Any], repeats: int = REPEATS
) -> tuple[float, float]:
    """The best of each, measured by turns, so that what else the machine does weighs on both alike."""
    found = [(_cpu(ours), _cpu(theirs)) for _ in range(repeats)]
    while repeats >= REPEATS and sum(map(sum, found)) < ENOUGH:
        found.append((_cpu(ours), _cpu(theirs)))
    return min(mine for mine, _ in found), min(peers for _, peers in found)


def _cpu(task: Callable[[], Any]) -> float:
    start = time.process_time()
    task()
    return time.process_time() - start


def in_child(program: str) -> float:
    """The number that a program prints in a fresh interpreter."""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return float(done.stdout)


def peak_megabytes(statement: str) -> float:
    """The largest resident memory of a fresh interpreter that ran the statement.

    Read from the kernel's own count: getrusage would start from the memory of the parent.
    """
    tail = "print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) / 1024)"
    return in_child(f"{statement}\n{tail}")


def has(module: str) -> bool:
    return find_spec(module) is not None


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def _times(ratio: float) -> str:
    return f"{ratio:.1f} x faster" if ratio >= 1 else f"within {1 / ratio:.1f} x"
