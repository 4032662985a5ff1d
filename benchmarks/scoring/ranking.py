"""Probabilities of tiers by joint draws, and confidence sets for ranks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.scoring.calibrate import Case
from benchmarks.scoring.measure import Limit, best_cpu
from scoring.estimate.calibrate import fit_additive
from scoring.estimate.ranks import Estimates, expected_rank, leave_one_judge_out, tau_best, tier_probabilities

TIERS = {"first": 1, "second": 3, "third": 6}
TRACKS = 6


def rows() -> Iterator[Limit]:
    reviews = Case.of(1_048, 120).reviews()
    fit = fit_additive(reviews)
    track = np.arange(1_048) % TRACKS
    spent = best_cpu(lambda: tier_probabilities(fit, TIERS, track=track, size=2_000, seed=1))
    yield Limit("P(tier), 1,048 entries x 2,000 joint draws", spent, "CPU s", 0.3)
    spent = best_cpu(lambda: expected_rank(fit, track=track, size=2_000, seed=1))
    yield Limit("expected ranks, 1,048 entries x 2,000 joint draws", spent, "CPU s", 1)
    one = Estimates.of_fit(fit).keep(track == 0)
    spent = best_cpu(lambda: tau_best(one, places=10, seed=1), 2)
    yield Limit("ten-best set of 175 entries, 1,000 draws", spent, "CPU s", 5)
    spent = best_cpu(lambda: leave_one_judge_out(reviews, places=10, track=track, method="random"), 1)
    yield Limit("calibrated winners without each of 120 judges", spent, "CPU s", 10)
