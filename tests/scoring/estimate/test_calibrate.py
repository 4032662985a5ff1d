from __future__ import annotations

import numpy as np
import pytest

from scoring.estimate.calibrate import Rows, Sums, fit_additive, sums
from scoring.estimate.calibrate.likelihood import eliminate, gradient, profile
from scoring.estimate.calibrate.posterior import Posterior, posterior
from scoring.estimate.calibrate.solvers import Iterated, factored, factored_fixed
from scoring.estimate.calibrate.sums import sides
from scoring.estimate.reviews import Reviews
from tests.scoring.simulated import simulated


def design(reviews: Reviews) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indicators of entries and judges, and the weights."""
    z = np.eye(len(reviews.entries))[reviews.entry]
    u = np.eye(len(reviews.judges))[reviews.judge]
    return z, u, np.ones(len(reviews)) if reviews.weight is None else reviews.weight


def criterion(reviews: Reviews, ratio: tuple[float, float], *, restricted: bool) -> float:
    """-2 log likelihood from the full covariance matrix of the scores, with ratios (entry, judge)."""
    z, u, w = design(reviews)
    cov = np.diag(1 / w) + ratio[0] * z @ z.T + ratio[1] * u @ u.T
    inverse = np.linalg.inv(cov)
    ones = np.ones(len(reviews))
    information = ones @ inverse @ ones
    rest = reviews.score - (ones @ inverse @ reviews.score) / information
    rss = rest @ inverse @ rest
    n = len(reviews) - restricted
    value = np.linalg.slogdet(cov)[1] + n * (1 + np.log(2 * np.pi * rss / n))
    return float(value + restricted * np.log(information))


@pytest.mark.parametrize("shape", [(14, 6), (6, 14)])
@pytest.mark.parametrize("restricted", [True, False])
def test_likelihood_is_that_of_the_full_covariance_matrix(shape: tuple[int, int], restricted: bool) -> None:
    reviews = simulated(*shape, 4, weighted=True)
    table = sides(totals(reviews))
    ratio = (0.7, 0.3)
    found = profile(eliminate(table, table.ordered(*ratio)), restricted=restricted)
    assert found.criterion == pytest.approx(criterion(reviews, ratio, restricted=restricted), rel=1e-11)


@pytest.mark.parametrize("restricted", [True, False])
def test_gradient_is_the_slope_of_the_likelihood(restricted: bool) -> None:
    table = sides(totals(simulated(14, 6, 4, weighted=True)))
    at = eliminate(table, (0.7, 0.3))
    slope = gradient(at, profile(at, restricted=restricted), restricted=restricted)
    step = 1e-6
    for side in range(2):
        near = [tuple(np.array([0.7, 0.3]) + sign * step * np.eye(2)[side]) for sign in (1, -1)]
        up, down = (profile(eliminate(table, ratio), restricted=restricted).criterion for ratio in near)
        assert slope[side] == pytest.approx((up - down) / (2 * step), rel=1e-6)


def totals(reviews: Reviews) -> Sums:
    rows = Rows(reviews.entry, reviews.judge, reviews.score, reviews.weight)
    return sums(rows, (len(reviews.entries), len(reviews.judges)))


def full_posterior(reviews: Reviews, ratio: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Estimates and covariance of (mu, entries, judges) from Henderson's equations, residual variance 1."""
    z, u, w = design(reviews)
    x = np.column_stack([np.ones(len(reviews)), z, u])
    ridge = np.diag(np.r_[0.0, np.full(z.shape[1], 1 / ratio[0]), np.full(u.shape[1], 1 / ratio[1])])
    cov = np.linalg.inv(x.T @ (w[:, None] * x) + ridge)
    return cov @ x.T @ (w * reviews.score), cov


def by_whole_jury(reviews: Reviews) -> np.ndarray:
    """Turns (mu, entries, judges) into each entry's score by the average of the judges."""
    entries, judges = len(reviews.entries), len(reviews.judges)
    return np.column_stack([np.ones(entries), np.eye(entries), np.full((entries, judges), 1 / judges)])


def solved(reviews: Reviews, ratio: tuple[float, float], *, iterate: bool = False) -> Posterior:
    table = sides(totals(reviews))
    tall, short = table.ordered(*ratio)
    gain = tall / (1 + tall * table.tall)
    solver = Iterated(table, gain, ratio=short) if iterate else factored(table, gain, short)
    return posterior(table, gain, solver, fixed=False).scaled(1.0)


@pytest.mark.parametrize("shape", [(14, 6), (6, 14)])
def test_scores_and_errors_are_those_of_the_full_equations(shape: tuple[int, int]) -> None:
    reviews, ratio = simulated(*shape, 4, weighted=True), (0.7, 0.3)
    effects, cov = full_posterior(reviews, ratio)
    combine, at = by_whole_jury(reviews), solved(reviews, ratio)
    centre = totals(reviews).centre
    assert at.scores + centre == pytest.approx(combine @ effects, rel=1e-10)
    assert at.score_variances() == pytest.approx(np.diag(combine @ cov @ combine.T), rel=1e-9)
    assert at.covariance(np.eye(shape[0])) == pytest.approx(combine @ cov @ combine.T, rel=1e-8, abs=1e-12)
    apart = np.eye(len(reviews.judges)) - 1 / len(reviews.judges)
    judges = slice(1 + shape[0], None)
    assert at.leniency == pytest.approx(apart @ effects[judges], rel=1e-8, abs=1e-10)
    assert at.leniency_variances() == pytest.approx(np.diag(apart @ cov[judges, judges] @ apart), rel=1e-9)


@pytest.mark.parametrize("shape", [(40, 12), (12, 40)])
def test_iteration_agrees_with_the_factor(shape: tuple[int, int]) -> None:
    reviews = simulated(*shape, 6, weighted=True)
    exact, iterated = solved(reviews, (0.7, 0.3)), solved(reviews, (0.7, 0.3), iterate=True)
    assert iterated.scores == pytest.approx(exact.scores, abs=1e-9)
    assert iterated.leniency == pytest.approx(exact.leniency, abs=1e-9)
    weights = np.random.default_rng(3).normal(size=(shape[0], 3))
    assert iterated.covariance(weights) == pytest.approx(exact.covariance(weights), rel=1e-8)
    assert iterated.score_variances() == pytest.approx(exact.score_variances(), rel=0.08)


@pytest.mark.parametrize("iterate", [False, True])
@pytest.mark.parametrize("shape", [(9, 5), (5, 9)])
def test_draws_have_the_joint_covariance(shape: tuple[int, int], iterate: bool) -> None:
    reviews, ratio = simulated(*shape, 4, weighted=True), (0.7, 0.3)
    at = solved(reviews, ratio, iterate=iterate)
    drawn = at.draws(4000, np.random.default_rng(5))
    wanted = at.covariance(np.eye(shape[0]))
    root = np.linalg.cholesky(wanted)
    white = np.linalg.solve(root, (drawn - at.scores).T)
    assert np.abs(white.mean(axis=1)).max() < 4.5 / np.sqrt(4000)
    assert np.abs(np.cov(white) - np.eye(shape[0])).max() < 4.5 * np.sqrt(2 / 4000)


def least_squares(reviews: Reviews) -> tuple[np.ndarray, np.ndarray, float]:
    """Entries' scores by the whole jury with fixed effects, their covariance, the residual variance."""
    z, u, w = design(reviews)
    x = np.column_stack([np.ones(len(reviews)), z, u])
    cov = np.linalg.pinv(x.T @ (w[:, None] * x))
    beta = cov @ x.T @ (w * reviews.score)
    rest = reviews.score - x @ beta
    combine = by_whole_jury(reviews)
    freedom = len(reviews) - z.shape[1] - u.shape[1] + 1
    return combine @ beta, combine @ cov @ combine.T, float(rest @ (w * rest) / freedom)


@pytest.mark.parametrize("shape", [(14, 6), (6, 14)])
def test_fixed_effects_are_least_squares(shape: tuple[int, int]) -> None:
    reviews = simulated(*shape, 4, weighted=True)
    score, cov, variance = least_squares(reviews)
    fit = fit_additive(reviews, judge="fixed")
    assert fit.components.residual == pytest.approx(variance, rel=1e-10)
    assert fit.entries.score == pytest.approx(score, rel=1e-10)
    assert fit.entries.se == pytest.approx(np.sqrt(variance * np.diag(cov)), rel=1e-9)
    assert fit.judges.severity.sum() == pytest.approx(0, abs=1e-9)
    drawn = fit.draws(4000, seed=2) - fit.entries.score
    assert np.cov(drawn.T) == pytest.approx(variance * cov, abs=6 * variance * cov.max() / np.sqrt(4000))


def test_iterated_fixed_effects_are_least_squares() -> None:
    reviews = simulated(30, 8, 4, weighted=True)
    score, cov, _ = least_squares(reviews)
    table = sides(totals(reviews), judges_short=True)
    parts = np.zeros(8, dtype=np.int64)
    at = posterior(table, 1 / table.tall, Iterated(table, 1 / table.tall, parts=parts), fixed=True)
    assert at.scores + totals(reviews).centre == pytest.approx(score, rel=1e-10)
    exact = posterior(table, 1 / table.tall, factored_fixed(table, 1 / table.tall, parts), fixed=True)
    assert at.covariance(np.eye(30)) == pytest.approx(exact.covariance(np.eye(30)), rel=1e-8, abs=1e-10)
    drawn = at.draws(3000, np.random.default_rng(4)) - at.scores
    assert np.cov(drawn.T) == pytest.approx(cov, abs=6 * cov.max() / np.sqrt(3000))
