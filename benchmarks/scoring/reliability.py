"""Krippendorff's alpha from sums, against a judge x entry matrix."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.scoring.measure import Limit, Row, best_cpu, has
from scoring.estimate.reliability import krippendorff_alpha
from scoring.estimate.reviews import Reviews

READS = 5
SAME = 1e-9


def made(ratings: int, judges: int) -> Reviews:
    """Whole scores from 1 to 10, five judges an entry."""
    generator = np.random.default_rng(2024)
    entry = np.repeat(np.arange(ratings // READS), READS)
    judge = (entry * 7 + np.tile(np.arange(READS), ratings // READS) * 389) % judges
    quality = generator.normal(5.5, 1.5, ratings // READS)
    score = np.clip(np.rint(quality[entry] + generator.normal(0, 1.2, entry.size)), 1, 10)
    return Reviews.from_columns(judge=judge, entry=entry, score=score)


def matrix(reviews: Reviews) -> Any:
    """Judges x entries, gaps nan: what the peer asks for."""
    table = np.full((len(reviews.judges), len(reviews.entries)), np.nan)
    table[reviews.judge, reviews.entry] = reviews.score
    return table


def against_krippendorff(ratings: int, judges: int, goal: float | None) -> Iterator[Row | Limit]:
    api: Any = import_module("krippendorff")
    reviews = made(ratings, judges)
    theirs = float("nan")

    def peer() -> None:
        nonlocal theirs
        theirs = api.alpha(reliability_data=matrix(reviews), level_of_measurement="interval")

    work = f"Krippendorff's alpha, interval, {ratings:,} ratings by {judges:,} judges"
    spent = best_cpu(lambda: krippendorff_alpha(reviews))
    yield Row(work, spent, "krippendorff", best_cpu(peer, 2), goal)
    yield Limit(f"{work}, apart", abs(krippendorff_alpha(reviews).value - theirs), "", SAME)


def rows() -> Iterator[Row | Limit]:
    reviews = made(1_000_000, 2_000)
    entry, score = np.ascontiguousarray(reviews.entry), np.ascontiguousarray(reviews.score)
    floor = best_cpu(lambda: np.bincount(entry, weights=score))
    work = "Krippendorff's alpha, interval, 1,000,000 ratings"
    yield Row(work, best_cpu(lambda: krippendorff_alpha(reviews)), "one np.bincount", floor)
    if has("krippendorff"):
        yield from against_krippendorff(200_000, 2_000, 100)
