"""Assignment: limits exact, optimum proved, the same answer in whatever order the question is put."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scoring.plan.assignment import Assignment, AssignmentInputError, InfeasibleAssignmentError, assign

# Costs and optimum of the OR-Tools guide "Assignment as a Minimum Cost Flow Problem".
GUIDE_COSTS = np.array([[90, 76, 75, 70], [35, 85, 55, 65], [125, 95, 90, 105], [45, 110, 95, 115]])


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{at}" for at in range(count)]


def random_question(seed: int) -> tuple[Any, np.ndarray, dict[str, Any]]:
    """A small instance: affinity, open pairs, and the keywords of `assign`; often without an answer."""
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 9, 2)
    kinds = rng.random((n, m)), rng.integers(-5, 6, (n, m)), rng.integers(0, 3, (n, m)) / 2
    open_pairs = rng.random((n, m)) > 0.2
    lower = rng.integers(0, 2, m)
    entries, judges = names("e", n), names("j", m)
    keywords = {
        "entries": entries,
        "judges": judges,
        "conflicts": [(entries[i], judges[j]) for i, j in np.argwhere(~open_pairs)],
        "reviews_per_entry": rng.integers(0, min(m, 3) + 1, n).tolist(),
        "load": (lower.tolist(), (lower + rng.integers(0, 4, m)).tolist()),
        "seed": seed,
    }
    return kinds[seed % 3], open_pairs, keywords


def linear_optimum(affinity: Any, open_pairs: np.ndarray, keywords: dict[str, Any]) -> float | None:
    """The optimum of the linear programme by HiGHS, None when it has no solution."""
    n, m = open_pairs.shape
    by_entry, by_judge = np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))
    lower, upper = (np.array(bound) for bound in keywords["load"])
    answer = linprog(
        -np.asarray(affinity, dtype=float).ravel(),
        A_eq=by_entry,
        b_eq=keywords["reviews_per_entry"],
        A_ub=np.vstack([by_judge, -by_judge]),
        b_ub=np.concatenate([upper, -lower]),
        bounds=[(0, int(may)) for may in open_pairs.ravel()],
        method="highs",
    )
    return None if answer.status == 2 else -answer.fun


def assert_limits(answer: Assignment, keywords: dict[str, Any]) -> None:
    reads, loads = Counter(e for e, _ in answer.pairs), Counter(j for _, j in answer.pairs)
    assert [reads[e] for e in keywords["entries"]] == keywords["reviews_per_entry"]
    assert {judge: loads[judge] for judge in keywords["judges"]} == dict(answer.loads)
    for judge, low, high in zip(keywords["judges"], *keywords["load"], strict=True):
        assert low <= loads[judge] <= high
    assert not set(answer.pairs) & set(keywords["conflicts"])
    assert len(set(answer.pairs)) == len(answer.pairs)


def relieved(keywords: dict[str, Any], error: InfeasibleAssignmentError) -> dict[str, Any]:
    """The same question with the limits moved as the error proposes."""
    reads = dict(zip(keywords["entries"], keywords["reviews_per_entry"], strict=True))
    lower = dict(zip(keywords["judges"], keywords["load"][0], strict=True))
    upper = dict(zip(keywords["judges"], keywords["load"][1], strict=True))
    for step in error.relief:
        counts, sign = {"reads": (reads, -1), "lower": (lower, -1), "upper": (upper, 1)}[step.limit]
        counts[step.name] += sign * step.by
    return keywords | {
        "reviews_per_entry": list(reads.values()),
        "load": (list(lower.values()), list(upper.values())),
    }


@pytest.mark.parametrize("block", range(6))
def test_reaches_the_linear_optimum_or_names_a_relief_that_works(block: int) -> None:
    answered = 0
    for seed in range(100 * block, 100 * block + 100):
        affinity, open_pairs, keywords = random_question(seed)
        best = linear_optimum(affinity, open_pairs, keywords)
        if best is None:
            with pytest.raises(InfeasibleAssignmentError) as caught:
                assign(affinity, **keywords)
            assert_limits(
                assign(affinity, **relieved(keywords, caught.value)), relieved(keywords, caught.value)
            )
            continue
        answer = assign(affinity, **keywords)
        answered += 1
        assert_limits(answer, keywords)
        assert answer.objective == pytest.approx(best, abs=1e-7)
        assert answer.optimality_gap == 0
    assert answered >= 25


def test_the_published_optimum() -> None:
    answer = assign(
        -GUIDE_COSTS,
        entries=names("w", 4),
        judges=names("t", 4),
        conflicts=[],
        reviews_per_entry=1,
        load=(1, 1),
    )
    assert answer.objective == -265
    assert answer.pairs == [("w0", "t3"), ("w1", "t2"), ("w2", "t1"), ("w3", "t0")]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_the_question_does_not_matter(seed: int, shuffler: Any) -> None:
    rng = np.random.default_rng(seed)
    affinity = rng.integers(0, 3, (9, 6))
    entries, judges = names("e", 9), names("j", 6)
    conflicts = [("e1", "j1"), ("e2", "j5"), ("e8", "j0")]
    rows, columns = list(range(9)), list(range(6))
    shuffler.shuffle(rows), shuffler.shuffle(columns), shuffler.shuffle(conflicts)
    for given_affinity, shuffled in ((affinity, affinity[np.ix_(rows, columns)]), (None, None)):
        first, second = (
            assign(
                matrix,
                entries=es,
                judges=js,
                conflicts=conflicts,
                reviews_per_entry=2,
                load=(2, 4),
                seed=seed,
            )
            for matrix, es, js in (
                (given_affinity, entries, judges),
                (shuffled, [entries[i] for i in rows], [judges[j] for j in columns]),
            )
        )
        assert set(first.pairs) == set(second.pairs)
        assert first.optimality_gap == second.optimality_gap == 0


def test_pools_are_kept_and_loads_even_within_each() -> None:
    entries, judges = names("e", 60), names("j", 13)
    pools = np.arange(60)[:, None] % 2 == (np.arange(13) < 6)
    answer = assign(
        None,
        entries=entries,
        judges=judges,
        conflicts=[("e0", "j9")],
        reviews_per_entry=4,
        load=(0, None),
        allowed=pools,
    )
    for pool in (judges[:6], judges[6:]):
        loads = [answer.loads[judge] for judge in pool]
        assert max(loads) - min(loads) <= 1
        assert sum(loads) == 120
    assert all(pools[entries.index(e), judges.index(j)] for e, j in answer.pairs)


def test_the_lot_favours_no_name() -> None:
    """Over 400 seeds each of the 4 judges reads each of the 4 entries about equally often: 200 times of 400."""
    seen = Counter(
        pair
        for seed in range(400)
        for pair in assign(
            None,
            entries=names("e", 4),
            judges=names("j", 4),
            conflicts=[],
            reviews_per_entry=2,
            load=(0, 4),
            seed=seed,
        ).pairs
    )
    assert len(seen) == 16
    assert max(abs(times - 200) for times in seen.values()) < 45  # 4.5 standard deviations


def test_fixed_pairs_count_in_every_limit() -> None:
    fixed = [("e0", "j0"), ("e1", "j0"), ("e2", "j0")]
    answer = assign(
        None,
        entries=names("e", 6),
        judges=names("j", 4),
        conflicts=[],
        reviews_per_entry=2,
        load=(0, 3),
        fixed=fixed,
        forbidden=[("e3", "j1")],
    )
    assert set(fixed) <= set(answer.pairs)
    assert ("e3", "j1") not in answer.pairs
    assert set(answer.loads.values()) == {3}


def test_fewest_changes_come_before_affinity() -> None:
    rng = np.random.default_rng(3)
    question = {"entries": names("e", 8), "judges": names("j", 5), "reviews_per_entry": 2, "load": (2, 4)}
    before = assign(rng.random((8, 5)), conflicts=[], **question)
    affinity = rng.random((8, 5))
    barred = before.pairs[3]
    after = assign(affinity, conflicts=[barred], keep=before.pairs, **question)
    lost = set(before.pairs) - set(after.pairs)
    fewest = min(
        changes
        for changes in range(1, 4)
        if any(_possible(before.pairs, barred, out, question) for out in combinations(before.pairs, changes))
    )
    assert barred in lost
    assert len(lost) == fewest
    assert after.optimality_gap == 0


def _possible(
    pairs: list[tuple[str, str]], barred: tuple[str, str], out: Any, question: dict[str, Any]
) -> bool:
    if barred not in out:
        return False
    fresh = [p for p in product(question["entries"], question["judges"]) if p not in pairs or p in out]
    try:
        assign(
            None,
            conflicts=[],
            fixed=[p for p in pairs if p not in out],
            forbidden=[barred, *(p for p in fresh if p in out)],
            **question,
        )
    except InfeasibleAssignmentError:
        return False
    return True


def test_the_minimum_cut_is_named() -> None:
    with pytest.raises(
        InfeasibleAssignmentError, match=r"entries a, b, c .* judge y .* Smallest relief: "
    ) as caught:
        assign(
            None,
            entries=list("abc"),
            judges=list("xy"),
            conflicts=[("a", "x")],
            reviews_per_entry=2,
            load=(0, 2),
        )
    assert caught.value.entries == ["a", "b", "c"]
    assert caught.value.judges == ["y"]
    assert "judge y: at most 2" in caught.value.limits
    assert sum(step.by for step in caught.value.relief) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"entries": ["a", "a"]}, "'a' is listed twice"),
        ({"judges": []}, "no judge"),
        ({"conflicts": [("a", "nobody")]}, "no judge 'nobody'"),
        ({"fixed": [("zz", "x")]}, "no entry 'zz'"),
        ({"fixed": [("a", "x")], "forbidden": [("a", "x")]}, "fixed and barred"),
        ({"load": (3, 2)}, "lower load 3 above upper load 2"),
        ({"load": (0, [1, 2, 3])}, "upper load"),
        ({"reviews_per_entry": -1}, "reviews_per_entry"),
        ({"reviews_per_entry": 1.5}, "reviews_per_entry"),
        ({"affinity": [[1.0, 2.0]]}, "shape"),
        ({"affinity": [[1.0, float("nan")], [0, 0]]}, "'a' and judge 'y' is nan"),
        ({"affinity": [["1", "2"], ["3", "4"]]}, "must be numbers"),
        ({"affinity": [[2**62, 0], [0, 0]]}, "too large"),
        ({"allowed": [[True]]}, "allowed has shape"),
    ],
)
def test_bad_input_is_named(change: dict[str, Any], message: str) -> None:
    question: dict[str, Any] = {
        "affinity": None,
        "entries": ["a", "b"],
        "judges": ["x", "y"],
        "conflicts": [],
        "reviews_per_entry": 1,
        "load": (0, 2),
    }
    question |= change
    with pytest.raises(AssignmentInputError, match=message):
        assign(question.pop("affinity"), **question)


def test_the_frame_holds_one_row_a_read() -> None:
    answer = assign(
        [[3, 1], [1, 2]],
        entries=["a", "b"],
        judges=["x", "y"],
        conflicts=[],
        reviews_per_entry=1,
        load=(0, 2),
    )
    assert answer.to_frame().to_dict("list") == {"entry": ["a", "b"], "judge": ["x", "y"], "affinity": [3, 2]}
