"""Bradley and Terry's strengths by Newton's method on counted pairs, against iterated Luce spectral ranking."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.scoring.measure import Limit, Row, best_cpu, has
from scoring.estimate.pairwise import bradley_terry

SAME = 1e-4


def votes(count: int, items: int) -> tuple[Any, Any]:
    """Winners and losers of random pairs of items with strengths of unit spread."""
    generator = np.random.default_rng(2024)
    strength = generator.normal(0, 1, items)
    left = generator.integers(0, items, count)
    right = (left + generator.integers(1, items, count)) % items
    won = generator.random(count) < 1 / (1 + np.exp(strength[right] - strength[left]))
    return np.where(won, left, right), np.where(won, right, left)


def against_choix(count: int, items: int, goal: float) -> Iterator[Row | Limit]:
    api: Any = import_module("choix")
    winner, loser = votes(count, items)
    pairs = list(zip(winner.tolist(), loser.tolist(), strict=True))
    theirs = np.zeros(items)

    def peer() -> None:
        nonlocal theirs
        theirs = api.ilsr_pairwise(items, pairs)

    work = f"Bradley-Terry, {count:,} comparisons of {items:,} items"
    spent = best_cpu(lambda: bradley_terry(winner, loser))
    yield Row(work, spent, "choix ilsr_pairwise", best_cpu(peer, 1), goal)
    apart = np.abs(bradley_terry(winner, loser).strength - (theirs - theirs.mean())).max()
    yield Limit(f"{work}, strengths apart", float(apart), "", SAME)


def rows() -> Iterator[Row | Limit]:
    winner, loser = votes(1_000_000, 20_000)
    spent = best_cpu(lambda: bradley_terry(winner, loser, ridge=0.1), 2)
    yield Limit("Bradley-Terry with a prior, 1,000,000 comparisons of 20,000 items", spent, "CPU s", 10)
    if has("choix"):
        yield from against_choix(200_000, 4_000, 20)
