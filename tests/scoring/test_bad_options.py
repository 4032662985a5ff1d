"""Numbers that are no numbers, where an option asks for one: a refusal in words, never a warning and a wrong number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scoring.data.errors import DesignError, MethodError, ScoreValueError, ScoringError, VoteError
from scoring.decide.prizes import Candidate, TierRule, allocate, largest_remainder
from scoring.decide.ranks import standings
from scoring.decide.voting import Ballot, approval, borda, stv
from scoring.estimate.calibrate import Components, fit_additive
from scoring.estimate.pairwise import bradley_terry
from scoring.estimate.ranks import (
    Estimates,
    expected_rank,
    leave_one_judge_out,
    rank,
    rank_intervals,
    tau_best,
    tier_probabilities,
)
from scoring.estimate.reliability import d_study, g_study, icc, icc_from_components, judges_needed
from scoring.estimate.reviews import Reviews
from scoring.plan.assignment import assign
from scoring.plan.simulate import Design, study

NAN, INF = float("nan"), float("inf")
REVIEWS = Reviews.from_columns(
    judge=[0, 1, 2] * 4, entry=np.repeat(range(4), 3), score=[1, 2, 3, 4, 5, 6, 3, 2, 5, 9, 7, 8]
)
FIT = fit_additive(REVIEWS)
STUDY = g_study(REVIEWS)
ESTIMATES = Estimates.of_fit(FIT)


def asked(load: Any = (0, 1), reads: Any = 1, **more: Any) -> Any:
    return assign(None, entries=["e"], judges=["a", "b"], reviews_per_entry=reads, load=load, **more)


def wished(affinity: Any) -> Any:
    return assign(np.array([affinity]), entries=["e"], judges=["a", "b"], reviews_per_entry=1, load=(0, 1))


def prized(score: Any = 50, places: Any = 1, **more: Any) -> Any:
    return allocate([Candidate("a", "a", "T", None, score)], [TierRule("gold", places, **more)])


def beaten(count: Any) -> Any:
    return bradley_terry(["a", "b"], ["b", "a"], count=[count, 1])


REFUSED: dict[str, tuple[Callable[[], Any], type[ValueError]]] = {
    "noise nan": (lambda: Design(noise=NAN), DesignError),
    "noise infinite": (lambda: Design(noise=INF), DesignError),
    "severity 1e9": (lambda: Design(severity=1e9), DesignError),
    "reads nan": (lambda: Design(reads=NAN), DesignError),  # type: ignore[arg-type]
    "reads text": (lambda: Design(reads="5"), DesignError),  # type: ignore[arg-type]
    "outlier size": (lambda: Design(outliers=0.1, outlier_size=NAN), DesignError),
    "scale": (lambda: Design(scale=1e3), DesignError),
    "seasons": (lambda: study({"a": Design()}, seasons=2.5), DesignError),  # type: ignore[arg-type]
    "no designs": (lambda: study({}), DesignError),
    "no methods": (lambda: study({"a": Design()}, methods=[]), DesignError),
    "size nan": (lambda: largest_remainder({"a": NAN}, 2), ScoringError),  # type: ignore[dict-item]
    "size infinite": (lambda: largest_remainder({"a": INF}, 2), ScoringError),  # type: ignore[dict-item]
    "score nan": (lambda: prized(NAN), ScoringError),
    "score a float": (lambda: prized(50.5), ScoringError),
    "score text": (lambda: prized("50"), ScoringError),
    "places 1.5": (lambda: prized(places=1.5), ScoringError),
    "places below 0": (lambda: prized(places=-1), ScoringError),
    "floor nan": (lambda: prized(floor=NAN), ScoringError),
    "ballot": (lambda: borda([5]), VoteError),  # type: ignore[list-item]
    "ballots nan": (lambda: borda([Ballot((("a",),), NAN)]), VoteError),  # type: ignore[arg-type]
    "seats": (lambda: stv([["a"], ["b"]], 1.5), VoteError),  # type: ignore[arg-type]
    "yes nan": (lambda: approval(yes={"a": NAN}, base={"a": 3}, ballots_cast=3, members=4), VoteError),  # type: ignore[dict-item]
    "votes nan": (lambda: beaten(NAN), VoteError),
    "votes infinite": (lambda: beaten(INF), VoteError),
    "votes below 0": (lambda: beaten(-1), VoteError),
    "ridge nan": (lambda: bradley_terry(["a", "b"], ["b", "a"], ridge=NAN), ScoringError),
    "affinity nan": (lambda: wished([NAN, 1]), ScoringError),
    "affinity infinite": (lambda: wished([INF, 1]), ScoringError),
    "affinity text": (lambda: wished(["x", "y"]), ScoringError),
    "load nan": (lambda: asked(load=(0, NAN)), ScoringError),
    "load infinite": (lambda: asked(load=(0, INF)), ScoringError),
    "reads below 0": (lambda: asked(reads=-1), ScoringError),
    "probability nan": (lambda: asked(max_probability=NAN), ScoringError),
    "scores text": (lambda: rank(np.array(["a"])), ScoreValueError),
    "scores nan": (lambda: rank(np.array([1, NAN])), ScoreValueError),
    "tier nan": (lambda: tier_probabilities(FIT, {"gold": NAN}, seed=1), MethodError),  # type: ignore[dict-item]
    "tier below 0": (lambda: tier_probabilities(FIT, {"gold": -1}, seed=1), MethodError),
    "no draws": (lambda: FIT.draws(0, seed=1), MethodError),
    "level nan": (lambda: expected_rank(FIT, level=NAN, seed=1), MethodError),
    "places nan": (lambda: tau_best(ESTIMATES, places=NAN, seed=1), MethodError),  # type: ignore[arg-type]
    "coverage nan": (lambda: tau_best(ESTIMATES, places=1, coverage=NAN, seed=1), MethodError),
    "draws 1000.5": (lambda: tau_best(ESTIMATES, places=1, draws=1000.5, seed=1), MethodError),  # type: ignore[arg-type]
    "variance below 0": (
        lambda: rank_intervals(Estimates(("a", "b"), np.zeros(2), -np.eye(2)), seed=1),
        DesignError,
    ),
    "winners 0": (lambda: leave_one_judge_out(REVIEWS, places=0), MethodError),
    "winners nan": (lambda: leave_one_judge_out(REVIEWS, places=NAN), MethodError),  # type: ignore[arg-type]
    "icc level nan": (lambda: icc(REVIEWS, level=NAN), MethodError),
    "judges nan": (lambda: d_study(STUDY, [NAN]), MethodError),  # type: ignore[list-item]
    "panel nan": (lambda: icc_from_components(Components(1, 1, 1), judges=NAN), MethodError),  # type: ignore[arg-type]
    "reliability nan": (lambda: judges_needed(STUDY, reliability=NAN), MethodError),
    "component nan": (lambda: fit_additive(REVIEWS, components=Components(NAN, 1, 1)), MethodError),
    "component infinite": (lambda: fit_additive(REVIEWS, components=Components(INF, 1, 1)), MethodError),
    "mixed labels": (lambda: standings({"a": 1, 2: 1}), ValueError),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_number_that_is_none_is_refused(case: str) -> None:
    call, error = REFUSED[case]
    with pytest.raises(error) as refusal:
        call()
    assert len(str(refusal.value)) > 20
