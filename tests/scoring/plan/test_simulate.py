"""Simulated seasons: the reference comparison, and what the figures of a design do to the scores."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scoring.data.errors import DesignError
from scoring.estimate.connectivity import components
from scoring.outside.commands import main
from scoring.plan.simulate import METHODS, REFERENCE, Design, Study, simulate_scores, study
from scoring.plan.simulate.study import recovered

# Recall of the ten truly best entries of a track, 40 seasons of 6 tracks x 175 entries, 120 judges, 5 readings each;
# standard errors about .009. From a simulation made independently of this package.
PUBLISHED_SE = 0.009
PUBLISHED = {
    "random batches, severity 0": (0.663, 0.647, 0.610, 0.648, 0.625, 0.662, 0.657),
    "random batches, severity 4": (0.616, 0.600, 0.556, 0.650, 0.625, 0.655, 0.655),
    "random batches, severity 8": (0.534, 0.507, 0.461, 0.649, 0.626, 0.650, 0.652),
    "sorted batches, severity 0": (0.655, 0.633, 0.603, 0.479, 0.455, 0.635, 0.646),
    "sorted batches, severity 8": (0.548, 0.515, 0.459, 0.468, 0.453, 0.625, 0.641),
    "judges stretch the scale, severity 4": (0.601, 0.583, 0.545, 0.646, 0.622, 0.627, 0.625),
    "gross errors in 5 %, severity 4": (0.552, 0.563, 0.535, 0.583, 0.578, 0.585, 0.586),
}


@pytest.fixture(scope="module")
def reference() -> Study:
    return study(REFERENCE, seasons=10, seed=0)


@pytest.mark.long
def test_the_reference_comparison_comes_out_as_published(reference: Study) -> None:
    assert len(reference.outcomes) == len(PUBLISHED) * len(METHODS) == 49
    for outcome in reference.outcomes:
        expected = PUBLISHED[outcome.design][list(METHODS).index(outcome.method)]
        error = np.hypot(max(outcome.recall_se, 2 * PUBLISHED_SE), PUBLISHED_SE)
        assert outcome.recall == pytest.approx(expected, abs=3.3 * error), outcome


@pytest.mark.long
def test_what_the_comparison_is_for(reference: Study) -> None:
    """Severity spoils the mean and not the model; sorted batches spoil the z-score and not the fixed effects."""
    table = reference.table().set_index("design")
    harsh, piles = table.loc["random batches, severity 8"], table.loc["sorted batches, severity 0"]
    assert harsh["blup"] - harsh["mean"] > 0.08
    assert table.loc["random batches, severity 0", "blup"] - harsh["blup"] < 0.03
    assert piles["mean"] - piles["zscore"] > 0.1
    assert abs(piles["mean"] - piles["fixed"]) < 0.04


@pytest.mark.long
def test_even_the_best_method_often_misses_the_best_entry(reference: Study) -> None:
    first = reference.table("first").set_index("design").loc["random batches, severity 4", "blup"]
    assert 0.3 < first < 0.65


SMALL = Design(tracks=2, entries=30, judges=8, reads=3, places=3)


def test_a_season_has_the_shape_and_the_spread_it_was_asked_for() -> None:
    season = simulate_scores(
        replace(SMALL, entries=4_000, judges=400, noise=3, severity=5, quality=7), seed=3
    )
    assert (len(season.table.entries), len(season.table.judges)) == (8_000, 800)
    assert np.bincount(season.table.entry).tolist() == [3] * 8_000
    assert season.quality.std() == pytest.approx(7, rel=0.05)
    assert season.severity.std() == pytest.approx(5, rel=0.1)
    score, entry, judge = season.table.score / 100, season.table.entry, season.table.judge
    left = score - season.quality[entry] + season.severity[judge]
    assert left.mean() == pytest.approx(0, abs=0.1)
    assert left.std() == pytest.approx(3, rel=0.05)


def test_no_judge_reads_an_entry_twice_and_tracks_keep_their_juries() -> None:
    for design in (SMALL, replace(SMALL, panels=2), replace(SMALL, panels=2, links=4, sorted_by=6)):
        table = simulate_scores(design, seed=1).table
        pairs = set(zip(table.entry.tolist(), table.judge.tolist(), strict=True))
        assert len(pairs) == len(table)
        assert all(entry // 30 == judge // 8 for entry, judge in pairs)


@pytest.mark.parametrize(
    ("design", "parts"),
    [
        (SMALL, 2),
        (replace(SMALL, panels=2), 4),
        (replace(SMALL, panels=2, links=3), 2),
        (replace(SMALL, links=3), 1),
        (replace(SMALL, judges=7, panels=2, links=1), 2),
    ],
)
def test_panels_part_juries_and_links_join_them(design: Design, parts: int) -> None:
    assert components(simulate_scores(design, seed=5).table).count == parts


def test_sorted_piles_go_to_the_panels_in_order() -> None:
    season = simulate_scores(replace(SMALL, panels=4, judges=12, sorted_by=0.0), seed=9)
    panel = season.table.judge[np.argsort(season.table.entry, kind="stable")].reshape(-1, 3)[:, 0] % 12 // 3
    for track in (0, 1):
        own = season.track == track
        assert (np.diff(panel[own][np.argsort(season.quality[own])]) >= 0).all()


def test_gross_errors_and_stretched_scales_show_in_the_scores() -> None:
    still = replace(SMALL, noise=0.0, severity=0.0, entries=2_000, judges=100)
    wrong = simulate_scores(replace(still, outliers=0.1), seed=4)
    off = wrong.table.score / 100 - wrong.quality[wrong.table.entry]
    assert np.isin(np.round(off), (-25, 0, 25)).all()
    assert (np.abs(off) > 20).mean() == pytest.approx(0.1, abs=0.01)
    stretched = simulate_scores(replace(still, scale=0.3), seed=4)
    spread = [stretched.table.score[stretched.table.judge == judge].std() for judge in range(100)]
    assert np.std(np.log(spread)) == pytest.approx(0.3, abs=0.1)


def test_the_seed_decides_everything() -> None:
    one, two, other = (simulate_scores(SMALL, seed=seed).table.score for seed in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_recovery_counts_the_best_of_each_track() -> None:
    season = simulate_scores(SMALL, seed=6)
    assert recovered(season.quality, season, 3) == (1.0, 1.0)
    assert recovered(-season.quality, season, 3) == (0.0, 0.0)
    swapped = season.quality.copy()
    swapped[np.argmax(swapped[:30])] = 0
    assert recovered(swapped, season, 3) == (pytest.approx(5 / 6), 0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reads": 0}, "reads must be a whole number, 1 or more"),
        ({"reads": 2.5}, "reads must be a whole number"),
        ({"noise": -1.0}, "noise must not be below 0"),
        ({"reads": 9}, "8 judges in 1 panels cannot give 9 readings"),
        ({"places": 31}, "31 places for 30 entries"),
        ({"tracks": 1, "links": 2}, "second panel or track"),
        ({"outliers": 1.5}, "at most 1"),
        ({"sorted_by": 3.0}, "several panels"),
    ],
)
def test_designs_that_cannot_be(change: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        replace(SMALL, **change)


def test_studies_that_cannot_be() -> None:
    with pytest.raises(DesignError, match="methods are mean"):
        study({"one": SMALL}, methods=("guess",))
    with pytest.raises(DesignError, match="at least 2 seasons"):
        study({"one": SMALL}, seasons=1)


def test_the_command_prints_a_grid(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [
        "--tracks",
        "2",
        "--entries",
        "20",
        "--judges",
        "10",
        "--places",
        "3",
        "--reads",
        "3,5",
        "--severity",
        "0,8",
        "--seasons",
        "3",
        "--minutes",
        "30",
    ]
    assert main(["simulate", *figures, "--methods", "mean,blup"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["design", "mean", "blup", "se", "readings", "hours"]
    assert [line.split("  ")[0] for line in lines[1:]] == [
        "reads 3, severity 0",
        "reads 3, severity 8",
        "reads 5, severity 0",
        "reads 5, severity 8",
    ]
    assert lines[1].split()[-2:] == ["6.00", "3.00"]


def test_the_command_refuses_what_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--reads", "9", "--judges", "8"]) == 2
    assert "cannot give 9 readings" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["simulate", "--reads", "three"])
