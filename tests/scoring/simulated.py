"""Scores made up by the additive model, and published ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from scoring.estimate.reviews import Reviews

DATA = Path(__file__).parent / "published"


def published(name: str) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text())
    return case


def of_matrix(scores: Any) -> Reviews:
    """Reviews of a matrix of entries x judges, without its missing values."""
    table = np.array(scores, dtype=np.float64)
    entry, judge = np.nonzero(~np.isnan(table))
    return Reviews.from_columns(judge=judge, entry=entry, score=table[entry, judge])


def simulated(entries: int, judges: int, reads: int, *, seed: int = 1, weighted: bool = False) -> Reviews:
    """Scores with quality sd 6, severity sd 4, noise sd 6; every entry read by `reads` judges."""
    rng = np.random.default_rng(seed)
    judge = np.concatenate([rng.choice(judges, reads, replace=False) for _ in range(entries)])
    entry = np.repeat(np.arange(entries), reads)
    quality, severity = rng.normal(70, 6, entries), rng.normal(0, 4, judges)
    weight = rng.uniform(0.5, 2.0, entry.size) if weighted else np.ones(entry.size)
    score = quality[entry] - severity[judge] + rng.normal(0, 6, entry.size) / np.sqrt(weight)
    return Reviews.from_columns(judge=judge, entry=entry, score=score, weight=weight if weighted else None)
