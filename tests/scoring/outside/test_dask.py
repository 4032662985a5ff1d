"""A Dask DataFrame goes in where a pandas one does, and the same comes out."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.scoring import dask as benchmark
from scoring.data.errors import (
    ColumnError,
    DuplicateScoreError,
    EmptyTableError,
    LabelError,
    MissingScoreError,
    ScoreValueError,
    ScoringError,
)
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.decide.scores import METHODS, Aggregate
from scoring.estimate.calibrate import AdditiveFit, fit_additive
from scoring.estimate.reliability import krippendorff_alpha
from scoring.estimate.reviews import Reviews
from scoring.outside.dask import partitions

WEIGHTS = {"idea": 6000, "team": 4000}
SAME = 1e-9


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Many partitions, many ranges of entries, threads of this process, and text as Python has it."""
    monkeypatch.setattr(partitions, "ROWS_AT_ONCE", 50)
    monkeypatch.setattr(partitions, "BRANCHES", 2)
    with dask.config.set({"scheduler": "threads", "num_workers": 2, "dataframe.convert-string": False}):
        yield


def scores(
    *, text: bool = False, weight: bool = False, criteria: tuple[str, ...] = ("idea", "team")
) -> pd.DataFrame:
    """Forty entries, five of twelve judges each, rows in no order."""
    generator = np.random.default_rng(7)
    entry = np.repeat(np.arange(40), 5)
    judge = (entry * 7 + np.tile(np.arange(5), 40) * 5) % 12
    sheet = pd.DataFrame({"judge": judge, "entry": entry})
    if text:
        sheet = sheet.astype({"judge": str, "entry": str})
    if weight:
        sheet["weight"] = generator.integers(1, 5, len(sheet)) / 4
    rows = pd.concat([sheet.assign(criterion=name) for name in criteria])
    return rows.assign(score=generator.integers(0, 201, len(rows)) / 2).sample(frac=1, random_state=3)


def spread(frame: pd.DataFrame, partitions: int = 7) -> Any:
    return dd.from_pandas(frame.reset_index(drop=True), npartitions=partitions, sort=False)


def same_scores(one: Aggregate, other: Aggregate) -> None:
    assert one.entries == other.entries
    for name in ("hundredths", "numerator", "denominator", "n_judges", "fell_back", "scores"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    assert (one.method, one.trim, one.trim_level, one.needed) == (
        other.method,
        other.trim,
        other.trim_level,
        other.needed,
    )


def same_rows(one: ScoreTable, other: ScoreTable) -> None:
    assert (one.judges, one.entries, one.criteria) == (other.judges, other.entries, other.criteria)
    for name in ("judge", "entry", "criterion", "score"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert mine.dtype == theirs.dtype and np.array_equal(mine, theirs), name
    assert (one.weight is None) == (other.weight is None)


def close(one: AdditiveFit, other: AdditiveFit) -> None:
    assert one.labels == other.labels and one.judges.labels == other.judges.labels
    for mine, theirs in (
        (one.entries.score, other.entries.score),
        (one.entries.se, other.entries.se),
        (one.judges.severity, other.judges.severity),
        (one.criterion, other.criterion),
    ):
        assert np.allclose(mine, theirs, rtol=SAME, atol=SAME, equal_nan=True)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("text", [False, True])
def test_exact_scores_are_those_of_one_table(method: Any, text: bool) -> None:
    frame = scores(text=text)
    same_scores(
        aggregate(spread(frame), WEIGHTS, method), aggregate(ScoreTable.from_frame(frame), WEIGHTS, method)
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 400), max_size=6), st.randoms(use_true_random=False))
def test_wherever_partitions_end_and_in_whatever_order(ends: list[int], chance: random.Random) -> None:
    frame = scores(text=True)
    cuts = [0, *sorted(ends), len(frame)]
    parts = [frame[start:end] for start, end in pairwise(cuts)]
    chance.shuffle(parts)
    many = dd.concat([spread(part, 1) for part in parts])
    same_scores(aggregate(many, WEIGHTS, "trimmed"), aggregate(frame, WEIGHTS, "trimmed"))


def test_exact_scores_by_criterion_with_gaps_and_by_weight() -> None:
    gaps = scores()[:330]
    by_criterion: dict[str, Any] = {"method": "trimmed", "trim_level": "criterion", "min_judges": 5}
    whole = aggregate(ScoreTable.from_frame(gaps), WEIGHTS, **by_criterion)
    assert 0 < whole.fell_back.sum() < whole.fell_back.size
    same_scores(aggregate(spread(gaps), WEIGHTS, **by_criterion), whole)
    weighted = scores(weight=True, criteria=("score",))
    same_scores(aggregate(spread(weighted)), aggregate(ScoreTable.from_frame(weighted)))


def test_a_pandas_frame_goes_in_as_well() -> None:
    same_scores(aggregate(scores(), WEIGHTS), aggregate(ScoreTable.from_frame(scores()), WEIGHTS))


def test_the_table_has_the_rows_in_their_order() -> None:
    frame = scores(text=True, weight=True).rename(columns={"judge": "reviewer"})
    found = ScoreTable.from_frame(spread(frame), columns={"judge": "reviewer"}, scale=(0, 100, 0.5))
    whole = ScoreTable.from_frame(frame, columns={"judge": "reviewer"}, scale=(0, 100, 0.5))
    same_rows(found, whole)
    assert found.weight is not None and whole.weight is not None
    assert np.array_equal(found.weight, whole.weight) and found.scales == whole.scales
    assert found.validate().ok


@pytest.mark.parametrize("judge", ["random", "fixed"])
@pytest.mark.parametrize("weight", [False, True])
def test_calibration_by_sums_of_partitions(judge: Any, weight: bool) -> None:
    frame = scores(weight=weight)
    close(
        fit_additive(spread(frame), judge=judge, weights=WEIGHTS),
        fit_additive(frame, judge=judge, weights=WEIGHTS),
    )


def test_calibration_by_moments_of_one_number_a_review() -> None:
    frame = scores(criteria=("score",)).drop(columns="criterion").assign(score=lambda rows: rows.score / 3)
    close(fit_additive(spread(frame), method="moments"), fit_additive(frame, method="moments"))


def test_whatever_takes_reviews_takes_partitions() -> None:
    frame = scores(criteria=("score",), weight=True).drop(columns="criterion")
    found, whole = Reviews.from_frame(spread(frame)), Reviews.from_frame(frame).in_order
    for name in ("judge", "entry", "score", "weight"):
        assert np.array_equal(getattr(found, name), getattr(whole, name)), name
    plain = frame.drop(columns="weight")
    assert krippendorff_alpha(spread(plain)).value == pytest.approx(krippendorff_alpha(plain).value, abs=SAME)


def test_empty_partitions_are_nothing() -> None:
    frame = scores()
    part = dd.concat([spread(frame[frame.entry < 0], 1), spread(frame, 3)])
    same_scores(aggregate(part, WEIGHTS), aggregate(frame, WEIGHTS))
    with pytest.raises(EmptyTableError):
        aggregate(spread(frame[:0], 1), WEIGHTS)


def test_faults_name_partition_and_row_or_judge_and_entry() -> None:
    frame = scores().reset_index(drop=True)
    frame.loc[[399], "score"] = np.nan
    with pytest.raises(ScoreValueError, match=r"partition 3 .*row 99 .*is missing") as caught:
        aggregate(spread(frame, 4), WEIGHTS)
    assert caught.value.entry == frame.entry[399]
    twice = pd.concat([scores(), scores()[:1]])
    judge, entry = twice.iloc[0][["judge", "entry"]]
    with pytest.raises(DuplicateScoreError, match=rf"^judge {judge}, entry {entry}, .*was scored before"):
        aggregate(spread(twice), WEIGHTS)
    with pytest.raises(DuplicateScoreError, match=rf"^judge {judge}, entry {entry}: scored twice"):
        fit_additive(spread(twice[twice.criterion == twice.criterion.iloc[0]].drop(columns="criterion")))
    with pytest.raises(MissingScoreError, match=r"^judge \d+, entry \d+, criterion .*lacks this criterion"):
        aggregate(spread(scores()[1:]), WEIGHTS)


def test_of_several_faults_the_first_in_the_order_of_entries_is_told() -> None:
    """Whichever range of entries a thread finishes first."""
    frame = scores()
    last, first = (frame[frame.entry == entry][:1] for entry in (39, 3))
    for _time in range(10):
        with pytest.raises(DuplicateScoreError, match=r"^judge \d+, entry 3, "):
            aggregate(spread(pd.concat([frame, last, first])), WEIGHTS)


def test_labels_of_several_types_are_refused() -> None:
    frame = pd.concat([scores()[:200], scores(text=True)[200:]])
    with pytest.raises(LabelError, match="use one type throughout"):
        aggregate(spread(frame, 2), WEIGHTS)
    with pytest.raises(ColumnError, match=r"lacks \['score'\]"):
        aggregate(spread(scores().drop(columns="score")), WEIGHTS)
    with pytest.raises(ColumnError, match="covariates"):
        fit_additive(spread(scores()), weights=WEIGHTS, covariates={"order": np.zeros(400)})
    assert issubclass(LabelError, ScoringError)


def test_whole_numbers_beyond_64_bits_are_labels_too() -> None:
    frame = scores()
    frame["entry"] = frame["entry"].astype(object) + 2**70
    same_scores(aggregate(spread(frame), WEIGHTS), aggregate(frame, WEIGHTS))


def test_dask_is_not_imported_where_none_is_given() -> None:
    program = (
        "import sys, pandas as pd\n"
        "from scoring.decide.aggregate import aggregate\n"
        "from scoring.estimate.calibrate import fit_additive\n"
        "frame = pd.DataFrame({'judge': [1, 1, 2, 2], 'entry': [1, 2, 1, 2], 'score': [1, 5, 2, 7]})\n"
        "aggregate(frame), fit_additive(frame)\n"
        "assert not {'dask', 'distributed'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")  # Dask's own reading of Parquet
def test_two_workers_agree_with_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark in small: Parquet files, a cluster of this machine, the same numbers."""
    monkeypatch.setattr(benchmark, "ROWS_A_FILE", 5_000)
    monkeypatch.setattr(partitions, "ROWS_AT_ONCE", 5_000)
    season = benchmark.Season(20_000)
    season.write(tmp_path)
    with dask.config.set({"dataframe.convert-string": True}):
        many = benchmark.of_two_workers(tmp_path, processes=False)[0]
    figures = list(benchmark.compared(benchmark.of_one_machine(tmp_path), many))
    assert len(figures) == 5 and all(figure.value <= figure.most for figure in figures)
    assert len(many["entries"]) == season.entries == 400
