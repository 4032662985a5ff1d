"""A wish beside limits that no assignment meets is refused as the limits alone are: with names and a relief."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.outside.commands import main
from scoring.plan.assignment import InfeasibleAssignmentError, assign

ONE: dict[str, Any] = {
    "affinity": [[1.0]],
    "entries": ["A"],
    "judges": ["x"],
    "conflicts": [("A", "x")],
    "reviews_per_entry": 1,
    "load": (0, 1),
}
FAIRNESS = ("threshold", "leximin")


def refusal(**question: Any) -> str | None:
    try:
        assign(**question)
    except InfeasibleAssignmentError as refused:
        return str(refused)
    return None


@pytest.mark.parametrize("fairness", FAIRNESS)
def test_the_only_judge_in_conflict_is_named(fairness: Any) -> None:
    shown = refusal(**ONE, fairness=fairness)
    assert shown == refusal(**ONE) and shown is not None
    assert "entry A still needs 1 more" in shown and "Smallest relief: give entry A 1 fewer" in shown


def random_question(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 6, 2)
    entries, judges = [f"e{i}" for i in range(n)], [f"j{i}" for i in range(m)]
    pairs = [(e, j) for e in entries for j in judges]
    barred, fixed = rng.random(len(pairs)) < 0.35, rng.random(len(pairs)) < 0.1
    lower = rng.integers(0, 2, m)
    return {
        "affinity": rng.integers(0, 4, (n, m)),
        "entries": entries,
        "judges": judges,
        "conflicts": [pair for pair, never in zip(pairs, barred, strict=True) if never],
        "fixed": [p for p, never, always in zip(pairs, barred, fixed, strict=True) if always and not never],
        "reviews_per_entry": rng.integers(0, 3, n).tolist(),
        "load": (lower.tolist(), (lower + rng.integers(0, 3, m)).tolist()),
        "seed": seed,
    }


@pytest.mark.parametrize("fairness", FAIRNESS)
@pytest.mark.parametrize("cap", [None, 0.5])
def test_fairness_refuses_what_the_limits_refuse_and_nothing_else(fairness: Any, cap: float | None) -> None:
    refused = 0
    for seed in range(300):
        question = random_question(seed) | {"max_probability": cap}
        plain = refusal(**question)
        assert refusal(**question, fairness=fairness) == plain, seed
        refused += plain is not None
    assert 100 < refused < 290


def test_the_command_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in {
        "entries": "entry\nA\n",
        "judges": "judge\nx\n",
        "conflicts": "entry,judge\nA,x\n",
        "affinity": "entry,judge,affinity\nA,x,1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text)
    files = {name: str(tmp_path / f"{name}.csv") for name in ("conflicts", "affinity")}
    words = ["assign", str(tmp_path / "entries.csv"), str(tmp_path / "judges.csv"), "--reads", "1"]
    words += [word for name, file in files.items() for word in (f"--{name}", file)]
    assert main([*words, "--fairness", "leximin"]) == 1
    assert "no assignment: entry A still needs 1 more" in capsys.readouterr().err
