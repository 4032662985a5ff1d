from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from scoring.data.errors import ColumnError, DesignError
from scoring.estimate.calibrate import fit_additive
from scoring.estimate.connectivity import contrast_se, suggest_bridges
from scoring.estimate.graph import components, second_eigenvalue
from scoring.estimate.reviews import Reviews
from tests.scoring.simulated import simulated


def graph(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Adjacency, and names, of entries e0 … and judges j0 …"""
    entries, judges = cells.shape
    full = np.zeros((entries + judges,) * 2)
    full[:entries, entries:], full[entries:, :entries] = cells, cells.T
    return full, np.array([f"e{i}" for i in range(entries)] + [f"j{j}" for j in range(judges)])


def parts_without(full: np.ndarray, node: int) -> int:
    keep = np.arange(len(full)) != node
    return int(connected_components(full[np.ix_(keep, keep)], directed=False)[0])


tables = st.tuples(
    st.integers(1, 9), st.integers(1, 7), st.integers(0, 10**6), st.sampled_from([0.15, 0.3, 0.6])
).map(lambda at: (np.random.default_rng(at[2]).random(at[:2]) < at[3]).astype(float))


@settings(deadline=None, max_examples=150)
@given(tables)
def test_articulation_is_what_falls_apart_when_it_is_taken_away(cells: np.ndarray) -> None:
    full, names = graph(cells)
    entries = cells.shape[0]
    found = components(sparse.csr_array(cells), names[entries:], names[:entries])
    before = connected_components(full, directed=False)[0]
    assert found.count == before
    hinges = {
        names[node] for node in range(len(full)) if full[node].any() and parts_without(full, node) > before
    }
    assert {*found.articulation_entries, *found.articulation_judges} == hinges


@settings(deadline=None, max_examples=60)
@given(tables)
@example(np.ones((2, 2)))
def test_algebraic_connectivity_is_the_second_eigenvalue(cells: np.ndarray) -> None:
    full, _ = graph(cells)
    if connected_components(full, directed=False)[0] > 1:
        return
    scale = 1 / np.sqrt(full.sum(axis=1))
    values = np.linalg.eigvalsh(np.eye(len(full)) - full * np.outer(scale, scale))
    wanted = values[1] if len(full) > 2 else 1.0
    assert second_eigenvalue(sparse.csr_array(cells)) == pytest.approx(
        wanted, abs=1e-9 if wanted < 0.999 else 1e-7
    )


def test_large_tables_are_searched_by_iteration_with_the_same_result() -> None:
    rng = np.random.default_rng(3)
    cells = sparse.csr_array((rng.random((900, 700)) < 0.02).astype(float))
    dense = np.linalg.svd(
        cells.toarray() / np.sqrt(np.outer(cells.sum(axis=1), cells.sum(axis=0))), compute_uv=False
    )
    assert second_eigenvalue(cells) == pytest.approx(1 - dense[1], abs=1e-7)


def test_parts_are_named_the_largest_first() -> None:
    cells = np.zeros((5, 4))
    cells[0, 0] = cells[1, 1] = cells[2, 1] = cells[3, 2] = cells[3, 3] = cells[4, 3] = cells[1, 2] = 1
    found = components(sparse.csr_array(cells), "abcd", ["v", "w", "x", "y", "z"])
    assert found.parts == [(("b", "c", "d"), ("w", "x", "y", "z")), (("a",), ("v",))]
    assert not found.connected and found.algebraic == 0
    assert found.articulation_judges == ("b", "c", "d")
    frame = found.to_frame().set_index("label")
    assert frame.loc["v", "part"] == 1 and not frame.loc["v", "articulation"]
    with pytest.raises(DesignError, match=r"part 1: 1 judge \('a'\) over 1 entry \('v'\)"):
        found.require_connected()


def juries_apart(*bridges: tuple[int, int]) -> tuple[Reviews, np.ndarray]:
    """6 tracks of 60 entries, each read by 5 of its own 20 judges, and `bridges` (judge, entry)."""
    rng = np.random.default_rng(0)
    track = np.arange(360) // 60
    judge = np.concatenate([20 * track[i] + rng.choice(20, 5, replace=False) for i in range(360)])
    judge = np.concatenate([judge, [b[0] for b in bridges]]).astype(int)
    entry = np.concatenate([np.repeat(np.arange(360), 5), [b[1] for b in bridges]]).astype(int)
    score = 70 + np.random.default_rng(1).normal(0, 6, entry.size)
    return Reviews.from_columns(judge=judge, entry=entry, score=score), track


def standard_errors(reviews: Reviews, track: np.ndarray) -> tuple[float, float]:
    """Within and across tracks, for a noise of 6 points."""
    fit = fit_additive(reviews, judge="fixed", assume_exchangeable_tracks=True)
    found = contrast_se(fit, track)
    scale = 6 / np.sqrt(fit.components.residual)
    return found.within * scale, found.across * scale


def test_tracks_without_a_common_judge_cannot_be_compared() -> None:
    within, across = standard_errors(*juries_apart())
    assert within == pytest.approx(3.9, abs=0.05)
    assert np.isinf(across)


@pytest.mark.parametrize(("count", "at_most"), [(60, 4.46), (120, 4.09)])
def test_a_few_bridges_make_tracks_comparable(count: int, at_most: float) -> None:
    reviews, track = juries_apart()
    bridges = suggest_bridges(reviews, track, count=count)
    assert len(bridges.pairs) == count
    assert (np.diff(bridges.se) < 0).all()
    within, across = standard_errors(*juries_apart(*bridges.pairs))
    assert within < across < at_most


def test_taking_a_bridge_away_makes_it_worse() -> None:
    reviews, track = juries_apart()
    pairs = suggest_bridges(reviews, track, count=20).pairs
    with_all = standard_errors(*juries_apart(*pairs))[1]
    for gone in range(0, 20, 5):
        fewer = [pair for number, pair in enumerate(pairs) if number != gone]
        assert standard_errors(*juries_apart(*fewer))[1] > with_all


def test_bridges_respect_conflicts_and_loads() -> None:
    reviews, track = juries_apart()
    first = suggest_bridges(reviews, track, count=1).pairs[0]
    bridges = suggest_bridges(reviews, track, count=40, per_judge=2, forbidden=[first])
    judges, entries = zip(*bridges.pairs, strict=True)
    assert first not in bridges.pairs
    assert max(judges.count(judge) for judge in judges) <= 2
    assert len(set(entries)) == 40
    assert all(judge // 20 != track[entry] for judge, entry in bridges.pairs)


def test_contrasts_are_those_of_all_pairs() -> None:
    reviews = simulated(12, 6, 4)
    fit = fit_additive(reviews)
    track = ["x"] * 5 + ["y"] * 6 + ["z"]
    found = contrast_se(fit, dict(zip(reviews.entries, track, strict=True)))
    cov = fit.covariance()
    variance = np.add.outer(cov.diagonal(), cov.diagonal()) - 2 * cov
    assert found.se[0, 1] == pytest.approx(np.sqrt(variance[:5, 5:11].mean()))
    inside = variance[:5, :5][~np.eye(5, dtype=bool)]
    assert found.se[0, 0] == pytest.approx(np.sqrt(inside.mean()))
    assert np.isnan(found.se[2, 2])
    assert len(found.to_frame()) == 6


def test_tracks_must_cover_the_entries() -> None:
    reviews = simulated(12, 6, 4)
    with pytest.raises(ColumnError, match="12 entries need a track each, not 3"):
        contrast_se(fit_additive(reviews), ["x", "y", "z"])
    with pytest.raises(ColumnError, match="entry 1"):
        suggest_bridges(reviews, {0: "x"}, count=1)
    with pytest.raises(DesignError, match="nothing to bridge"):
        suggest_bridges(reviews, ["x"] * 12, count=1)
