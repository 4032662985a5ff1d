"""A criterion's weight is its share of the total, whatever scale its scores are on."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.data.errors import MethodError, WeightError
from scoring.data.table import ScoreTable
from scoring.decide import method
from scoring.decide.aggregate import aggregate
from scoring.decide.method.explain import explain
from scoring.estimate.normalize import normalize
from scoring.estimate.reviews import Reviews
from scoring.outside import bundle
from scoring.outside.commands import main

Scales = dict[str, tuple[int, int]]


def rules(scales: dict[str, Any], weights: dict[str, int], **more: Any) -> method.Method:
    criteria = [
        {"name": name, "weight": weight, **({"scale": list(scales[name])} if name in scales else {})}
        for name, weight in weights.items()
    ]
    return method.from_dict({"criteria": criteria, **more})


def sheet(scores: dict[str, Any], *, judge: str = "x", entry: str = "A") -> list[tuple[str, str, str, Any]]:
    return [(judge, entry, name, score) for name, score in scores.items()]


def table(*sheets: list[tuple[str, str, str, Any]], scale: Any = None) -> ScoreTable:
    judge, entry, criterion, score = zip(*(row for rows in sheets for row in rows), strict=True)
    return ScoreTable.from_columns(judge=judge, entry=entry, criterion=criterion, score=score, scale=scale)


TENS = {"idea": (0, 10), "team": (0, 100)}
HALF = {"idea": 5000, "team": 5000}


@pytest.mark.parametrize(
    ("idea", "team", "points"), [(10, 0, 5000), (0, 100, 5000), (10, 100, 10000), (8, 60, 7000), (0, 0, 0)]
)
def test_full_marks_on_either_half_are_half_the_total(idea: int, team: int, points: int) -> None:
    scored = table(sheet({"idea": idea, "team": team}))
    assert method.rank(scored, rules(TENS, HALF)).scores.hundredths.tolist() == [points]
    assert aggregate(scored.on_scale(TENS), HALF).hundredths.tolist() == [points]


def test_points_that_add_up_to_a_hundred_add_up() -> None:
    """A rubric of 30, 20 and 50 points, weighed so: the total is the sum of the points."""
    scales = {"novelty": (0, 30), "team": (0, 20), "use": (0, 50)}
    found = method.rank(
        table(sheet({"novelty": 21.5, "team": 17, "use": 40.25})),
        rules(scales, {"novelty": 3000, "team": 2000, "use": 5000}),
    )
    assert found.scores.hundredths.tolist() == [7875]


def test_criteria_of_one_scale_keep_it() -> None:
    scored = table(sheet({"idea": 4, "team": 9}))
    found = method.rank(scored, rules({"idea": (1, 10), "team": (1, 10)}, HALF))
    assert found.scores.hundredths.tolist() == [650]
    assert method.rank(scored, rules({}, HALF)).scores.hundredths.tolist() == [650]
    steps = rules({"idea": (1, 10, 1), "team": (1, 10, 0.5)}, HALF)
    assert method.rank(scored, steps).scores.hundredths.tolist() == [650]


@given(
    st.lists(st.tuples(st.integers(-500, 500), st.integers(1, 900)), min_size=2, max_size=4),
    st.lists(st.integers(0, 1000), min_size=4, max_size=4),
    st.data(),
)
def test_the_share_is_exact(ends: list[tuple[int, int]], shares: list[int], data: Any) -> None:
    names = [f"c{at}" for at in range(len(ends))]
    scales = {name: (low, low + width) for name, (low, width) in zip(names, ends, strict=True)}
    parts = [shares[at] for at in range(len(names) - 1)]
    weights = dict(zip(names, [*parts, 10_000 - sum(parts)], strict=True))
    papers = [
        {name: data.draw(st.integers(low, high)) for name, (low, high) in scales.items()} for _ in range(3)
    ]
    whole = table(*(sheet(paper, judge=f"j{at}") for at, paper in enumerate(papers)))
    means = {name: Fraction(sum(paper[name] for paper in papers), 3) for name in names}
    expected = sum(
        Fraction(weights[name], 10_000) * 100 * (means[name] - low) / (high - low)
        for name, (low, high) in scales.items()
    )
    if len({scales[name] for name in names if weights[name]}) == 1:
        expected = sum(Fraction(weights[name], 10_000) * means[name] for name in names)
    for level in ("total", "criterion"):
        rank = method.rank(whole, rules(scales, weights, average={"trim_level": level}))
        assert rank.scores.exact("A") == expected


def test_every_reading_of_a_method_weighs_alike() -> None:
    scores = {"a": (10, 0), "b": (0, 100), "c": (6, 50)}
    sheets = [sheet({"idea": i, "team": t}, judge=j, entry=e) for e in "AB" for j, (i, t) in scores.items()]
    chain = {"chain": ["mean", "median", "first_places", "spread"]}
    average = {"method": "trimmed", "trim": [0, 1], "min_judges": 3}
    used = rules(TENS, HALF, average=average, ties=chain)
    whole = table(*sheets)
    ranking = method.rank(whole, used)
    assert ranking.scores.hundredths.tolist() == [5000, 5000]
    assert ranking.keys["A"]["mean"] == 5167 and ranking.keys["A"]["median"] == 5000
    assert ranking.keys["A"]["first_places"] == 3
    shown = explain(whole, used, "A")
    assert [part.value for part in shown.parts["total"]] == [50, 50, 55] and shown.hundredths == 5000
    reviews = Reviews.from_table(whole.on_scale(used.scales), weights=HALF)
    assert sorted(reviews.score.tolist()) == [50, 50, 50, 50, 55, 55]
    ranks = normalize(whole.on_scale(used.scales), HALF, "minmax")
    assert ranks.flat_judges == ("a", "b", "c")
    assert bundle.verify(bundle.build(whole, used)).ok


def test_a_spread_is_measured_on_the_common_scale() -> None:
    used = rules(TENS, HALF, ties={"chain": ["spread"]})
    keys = method.rank(
        table(sheet({"idea": 10, "team": 0}), sheet({"idea": 0, "team": 0}, judge="y")), used
    ).keys
    other = method.rank(
        table(sheet({"idea": 0, "team": 100}), sheet({"idea": 0, "team": 0}, judge="y")), used
    ).keys
    assert keys == other


def test_trimming_by_criterion_says_what_it_averaged() -> None:
    used = rules(TENS, HALF, average={"trim_level": "criterion"})
    shown = explain(table(sheet({"idea": 8, "team": 60})), used, "A")
    assert shown.exact == 70 and "0 to 100" in shown.text


@pytest.mark.parametrize("scales", [{"idea": (0, 10)}, {"team": (0, 100)}])
def test_a_scale_for_some_criteria_alone_is_refused(scales: Scales) -> None:
    with pytest.raises(MethodError, match=r"criteria: .* has a scale and .* has none"):
        rules(scales, HALF)
    with pytest.raises(WeightError, match="has a scale and"):
        aggregate(table(sheet({"idea": 8, "team": 60}), scale=scales), HALF)


def test_a_criterion_that_weighs_nothing_needs_no_scale() -> None:
    used = rules({"team": (0, 100)}, {"idea": 0, "team": 10_000})
    assert method.rank(table(sheet({"idea": 8, "team": 60})), used).scores.hundredths.tolist() == [6000]


def test_the_commands_weigh_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marks = {
        "x": ((9, 15), (6, 40), (3, 70)),
        "y": ((10, 5), (7, 45), (5, 80)),
        "z": ((8, 10), (7, 50), (4, 60)),
    }
    rows = [
        f"{judge},{entry},{name},{score}"
        for judge, pairs in marks.items()
        for entry, scores in zip("ABC", pairs, strict=True)
        for name, score in zip(TENS, scores, strict=True)
    ]
    (tmp_path / "s.csv").write_text("\n".join(["judge,entry,criterion,score", *rows]))
    (tmp_path / "m.toml").write_text(
        "".join(
            f'[[criteria]]\nname = "{name}"\nweight = 5000\nscale = [0, {high}]\n'
            for name, (_, high) in TENS.items()
        )
    )
    words = [str(tmp_path / "s.csv"), "--method", str(tmp_path / "m.toml")]
    for command, out in (("rank", "rank.csv"), ("calibrate", "cal.csv")):
        assert main([command, *words, "--out", str(tmp_path / out)]) == 0
    capsys.readouterr()
    ranked = pd.read_csv(tmp_path / "rank.csv").set_index("entry")["score"]
    calibrated = pd.read_csv(tmp_path / "cal.csv").set_index("entry")["mean"]
    assert ranked.to_dict() == {"A": 50, "B": 55.83, "C": 55}
    assert calibrated.round(2).to_dict() == ranked.to_dict()
