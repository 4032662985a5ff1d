"""What an assignment can be asked beyond its limits: a probability cap, fairness, bridges between tracks."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from scoring.plan.assignment import AssignmentInputError, Bridges, InfeasibleAssignmentError, assign


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{at}" for at in range(count)]


def margins(n: int, m: int) -> np.ndarray:
    """Rows of sums by entry, then by judge, over the flattened pairs."""
    return np.vstack([np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))])


@pytest.mark.parametrize(("cap", "seed"), [(0.5, 1), (0.4, 2), (1 / 3, 3), (0.75, 4), (0.99, 5)])
def test_a_probability_cap_gives_the_linear_optimum_in_expectation(cap: float, seed: int) -> None:
    n, m, reads, upper = 12, 8, 2, 4
    affinity = np.random.default_rng(seed).random((n, m))
    answer = assign(
        affinity,
        entries=names("e", n),
        judges=names("j", m),
        reviews_per_entry=reads,
        load=(1, upper),
        max_probability=cap,
        seed=seed,
    )
    best = linprog(
        -affinity.ravel(),
        A_eq=margins(n, m)[:n],
        b_eq=[reads] * n,
        A_ub=np.vstack([margins(n, m)[n:], -margins(n, m)[n:]]),
        b_ub=[upper] * m + [-1] * m,
        bounds=(0, cap),
    )
    assert answer.probabilities is not None
    assert answer.objective == pytest.approx(-best.fun, rel=1e-7)
    assert answer.optimality_gap == 0
    assert max(answer.probabilities.values()) <= cap + 1e-12
    assert set(answer.pairs) <= set(answer.probabilities)
    assert set(Counter(e for e, _ in answer.pairs).values()) == {reads}
    assert all(1 <= load <= upper for load in answer.loads.values())


def test_the_lot_draws_each_pair_with_its_probability() -> None:
    n, m, draws = 6, 5, 500
    affinity = np.random.default_rng(8).random((n, m))
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(draws):
        answer = assign(
            affinity,
            entries=names("e", n),
            judges=names("j", m),
            reviews_per_entry=2,
            load=(0, 3),
            max_probability=0.6,
            seed=seed,
        )
        seen.update(answer.pairs)
    assert answer.probabilities is not None
    for pair, chance in answer.probabilities.items():
        assert seen[pair] / draws == pytest.approx(chance, abs=4.5 * (0.25 / draws) ** 0.5)


def test_fixed_pairs_are_certain_under_a_probability_cap() -> None:
    answer = assign(
        None,
        entries=names("e", 4),
        judges=names("j", 4),
        reviews_per_entry=2,
        load=(0, 3),
        fixed=[("e0", "j0")],
        max_probability=0.5,
    )
    assert answer.probabilities is not None
    assert answer.probabilities["e0", "j0"] == 1
    assert ("e0", "j0") in answer.pairs
    assert sum(answer.loads.values()) == 8


def test_a_cap_too_tight_is_explained() -> None:
    with pytest.raises(InfeasibleAssignmentError, match="entry e0"):
        assign(
            None, entries=["e0"], judges=names("j", 3), reviews_per_entry=2, load=(0, 2), max_probability=0.5
        )


def best_floor(affinity: np.ndarray, reads: int, upper: int) -> float:
    """By trying every level: the highest floor under all reads with which an assignment exists."""
    n, m = affinity.shape
    for level in sorted(set(affinity.ravel()), reverse=True):
        answer = linprog(
            np.zeros(n * m),
            A_eq=margins(n, m)[:n],
            b_eq=[reads] * n,
            A_ub=margins(n, m)[n:],
            b_ub=[upper] * m,
            bounds=[(0, int(mark >= level)) for mark in affinity.ravel()],
        )
        if answer.status == 0:
            return float(level)
    raise AssertionError("no level is feasible")


@pytest.mark.parametrize("seed", range(12))
def test_fairness_raises_the_weakest_read_as_far_as_it_goes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    affinity = rng.random((7, 6)) if seed % 2 else rng.integers(0, 5, (7, 6)).astype(float)
    question: dict[str, Any] = {
        "entries": names("e", 7),
        "judges": names("j", 6),
        "reviews_per_entry": 2,
        "load": (0, 3),
        "seed": seed,
    }
    plain = assign(affinity, **question)
    for fairness in ("threshold", "leximin"):
        fair = assign(affinity, fairness=fairness, **question)
        assert fair.weakest == best_floor(affinity, 2, 3)
        assert fair.objective <= plain.objective
        assert fair.optimality_gap == 0


def test_threshold_fairness_then_takes_the_greatest_total() -> None:
    rng = np.random.default_rng(5)
    affinity = rng.integers(0, 4, (6, 5))
    fair = assign(
        affinity,
        entries=names("e", 6),
        judges=names("j", 5),
        reviews_per_entry=2,
        load=(0, 3),
        fairness="threshold",
    )
    best = linprog(
        -affinity.ravel(),
        A_eq=margins(6, 5)[:6],
        b_eq=[2] * 6,
        A_ub=margins(6, 5)[6:],
        b_ub=[3] * 5,
        bounds=[(0, int(mark >= fair.weakest)) for mark in affinity.ravel()],
    )
    assert fair.objective == pytest.approx(-best.fun)


def test_leximin_is_exact_for_single_reads() -> None:
    """One read each: the sorted list of reads is the greatest of all assignments, level by level."""
    for seed in range(10):
        affinity = np.random.default_rng(seed).integers(0, 4, (4, 4))
        fair = assign(
            affinity,
            entries=names("e", 4),
            judges=names("j", 4),
            reviews_per_entry=1,
            load=(0, 2),
            fairness="leximin",
        )
        every = (
            sorted(affinity[i, j] for i, j in enumerate(choice))
            for choice in product(range(4), repeat=4)
            if max(Counter(choice).values()) <= 2
        )
        assert sorted(fair.affinities) == max(every)


def bridged_optimum(
    affinity: np.ndarray, tracks: tuple[np.ndarray, np.ndarray], per_pair: int, limits: Any
) -> float:
    """By mixed-integer programme: at least `per_pair` reads between each two tracks."""
    n, m = affinity.shape
    reads, lower, upper = limits
    sides = [
        (
            ((tracks[0][:, None] == g) & (tracks[1] == h)) | ((tracks[0][:, None] == h) & (tracks[1] == g))
        ).ravel()
        for g, h in combinations(sorted(set(tracks[0])), 2)
    ]
    rows = np.vstack([margins(n, m), *[side.astype(float) for side in sides]])
    low = [reads] * n + [lower] * m + [per_pair] * len(sides)
    high = [reads] * n + [upper] * m + [np.inf] * len(sides)
    answer = milp(
        -affinity.ravel(),
        constraints=LinearConstraint(rows, low, high),
        bounds=Bounds(0, 1),
        integrality=np.ones(n * m),
    )
    return float(-answer.fun)


@pytest.mark.parametrize("seed", range(10))
def test_bridges_link_tracks_near_the_optimum_and_the_gap_is_honest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tracks = np.repeat(["a", "b", "c"], 6), np.repeat(["a", "b", "c"], 3)
    affinity = rng.random((18, 9)) + (tracks[0][:, None] == tracks[1])
    answer = assign(
        affinity,
        entries=names("e", 18),
        judges=names("j", 9),
        reviews_per_entry=2,
        load=(3, 5),
        bridges=Bridges(tracks[0].tolist(), tracks[1].tolist(), per_pair=2),
        seed=seed,
    )
    home = dict(zip(names("j", 9), tracks[1], strict=True)), dict(zip(names("e", 18), tracks[0], strict=True))
    across = Counter(frozenset((home[0][j], home[1][e])) for e, j in answer.pairs if home[0][j] != home[1][e])
    assert all(across[frozenset(two)] >= 2 for two in combinations("abc", 2))
    best = bridged_optimum(affinity, tracks, 2, (2, 3, 5))
    assert answer.objective <= best + 1e-6
    assert answer.objective + answer.optimality_gap >= best - 1e-6
    assert answer.optimality_gap < 0.1 * best
    assert len(answer.juries()) == 1
    assert set(answer.bridges) <= set(answer.pairs)


def test_bridges_leave_pools_but_not_conflicts() -> None:
    tracks = ["a"] * 6 + ["b"] * 6, ["a"] * 3 + ["b"] * 3
    entries, judges = names("e", 12), names("j", 6)
    pools = np.array(tracks[0])[:, None] == np.array(tracks[1])
    conflicts = [(e, j) for e, j in product(entries, judges) if e != "e7" and j in ("j0", "j1")]
    question: dict[str, Any] = {
        "entries": entries,
        "judges": judges,
        "reviews_per_entry": 1,
        "load": (0, 6),
        "allowed": pools,
        "conflicts": [pair for pair in conflicts if pair[0] > "e5" or pair[0] in ("e10", "e11")],
    }
    apart = assign(None, **question)
    assert sum(len(part) > 1 for part in apart.juries()) <= 2
    linked = assign(None, bridges=Bridges(*tracks, per_pair=2), **question)
    assert len(linked.bridges) == 2
    assert not set(linked.pairs) & set(question["conflicts"])
    assert all(pools[entries.index(e), judges.index(j)] for e, j in set(linked.pairs) - set(linked.bridges))


def test_impossible_bridges_are_named() -> None:
    with pytest.raises(InfeasibleAssignmentError, match="Tracks a and b allow 1 bridging reads") as caught:
        assign(
            None,
            entries=["x", "y"],
            judges=["p", "q"],
            reviews_per_entry=1,
            load=(0, 2),
            conflicts=[("x", "q")],
            bridges=Bridges(["a", "b"], ["a", "b"], per_pair=2),
        )
    assert [(step.limit, step.by) for step in caught.value.relief] == [("bridges", 1)]


def test_juries_are_the_connected_parts() -> None:
    pools = np.kron(np.eye(2, dtype=bool), np.ones((4, 3), dtype=bool))
    answer = assign(
        None, entries=names("e", 8), judges=names("j", 6), reviews_per_entry=3, load=(0, None), allowed=pools
    )
    assert answer.juries() == [["j0", "j1", "j2"], ["j3", "j4", "j5"]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"max_probability": 0.0}, "max_probability"),
        ({"max_probability": 1.2}, "max_probability"),
        ({"max_probability": 0.001}, "at least 0.01"),
        ({"fairness": "envy"}, "fairness is one of threshold, leximin"),
        ({"fairness": "threshold"}, "fairness needs affinities"),
        ({"bridges": Bridges(["a"], ["a", "b"])}, "one track for each"),
        ({"bridges": Bridges(["a", "b"], ["a", "b"]), "max_probability": 0.5}, "not both"),
        ({"seed": -1}, "seed"),
    ],
)
def test_wishes_that_make_no_sense(change: dict[str, Any], message: str) -> None:
    with pytest.raises(AssignmentInputError, match=message):
        assign(
            None,
            **{"entries": ["a", "b"], "judges": ["x", "y"], "reviews_per_entry": 1, "load": (0, 2)} | change,
        )


@pytest.mark.parametrize("bridges", [None, Bridges(["a", "a", "b", "b"], ["a", "a", "b", "b"], per_pair=1)])
def test_a_cap_of_one_still_gives_every_pair_its_probability(bridges: Bridges | None) -> None:
    affinity = np.random.default_rng(3).random((4, 4))
    limits: dict[str, Any] = {"reviews_per_entry": 2, "load": (1, 3), "fixed": [("e0", "j0")]}
    answer = assign(
        affinity, entries=names("e", 4), judges=names("j", 4), **limits, bridges=bridges, max_probability=1
    )
    assert answer.probabilities == dict.fromkeys(answer.pairs, 1.0)
    assert answer.objective == pytest.approx(sum(answer.affinities))
    assert answer.to_frame()["probability"].tolist() == [1.0] * 8
