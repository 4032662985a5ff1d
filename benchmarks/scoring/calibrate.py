"""The severity model: exact likelihood against statsmodels, moments against one pass of bincount.

`--insteval` may name a CSV file of InstEval (columns s, d, service, dept, y), a table of 73,421 scores that
lme4 publishes under the GPL, with known optima; it is no part of this project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.scoring.measure import Limit, Row, best_cpu, best_of_both, has, peak_megabytes
from scoring.estimate.calibrate import AdditiveFit, fit_additive
from scoring.estimate.reviews import Reviews

REML_OPTIMUM, ML_OPTIMUM = 237_783.88039, 237_585.5534151695
FIVE_DIGITS = 5e-5  # half a unit of the fifth digit; the peer stops at its own tolerance
READS = 5


@dataclass(frozen=True)
class Case:
    """Every entry read by five judges who are spread over all entries."""

    judge: Any
    entry: Any
    score: Any

    @classmethod
    def of(cls, entries: int, judges: int) -> Case:
        generator = np.random.default_rng(2024)
        entry = np.repeat(np.arange(entries), READS)
        first, step = generator.integers(0, judges, entries), generator.integers(1, judges // READS, entries)
        judge = (first[:, None] + step[:, None] * np.arange(READS)).ravel() % judges
        quality, severity = generator.normal(70, 6, entries), generator.normal(0, 4, judges)
        score = quality[entry] - severity[judge] + generator.normal(0, 6, entry.size)
        order = generator.permutation(entry.size)
        return cls(judge[order], entry[order], np.round(score[order], 2))

    def reviews(self) -> Reviews:
        return Reviews.from_columns(judge=self.judge, entry=self.entry, score=self.score)


def fitted(reviews: Reviews, method: Any) -> AdditiveFit:
    """Components, and every estimate of entries and judges with its standard error."""
    fit = fit_additive(reviews, method=method)
    _ = fit.entries, fit.judges
    return fit


def with_statsmodels(case: Case) -> tuple[float, float, float]:
    """Variances of entries, judges and residual by MixedLM, both effects crossed."""
    frame = pd.DataFrame({"judge": case.judge, "entry": case.entry, "score": case.score, "all": 1})
    formulas = {"entry": "0 + C(entry)", "judge": "0 + C(judge)"}
    api: Any = import_module("statsmodels.regression.mixed_linear_model")
    model = api.MixedLM.from_formula("score ~ 1", groups="all", vc_formula=formulas, data=frame)
    found = model.fit(reml=True)
    named = dict(zip(model.exog_vc.names, found.vcomp, strict=True))
    return float(named["entry"]), float(named["judge"]), float(found.scale)


def against_statsmodels(entries: int, judges: int, goal: float | None) -> Iterator[Row | Limit]:
    case = Case.of(entries, judges)
    reviews = case.reviews()
    ours, theirs = fitted(reviews, "reml").components, (0.0, 0.0, 0.0)

    def peer() -> None:
        nonlocal theirs
        theirs = with_statsmodels(case)

    work = f"REML of {entries * READS:,} reviews"
    spent = best_cpu(lambda: fitted(reviews, "reml"))
    yield Row(work, spent, "statsmodels MixedLM", best_cpu(peer, 1), goal)
    apart = max(abs(a / b - 1) for a, b in zip((ours.entry, ours.judge, ours.residual), theirs, strict=True))
    yield Limit(f"{work}, variances apart from statsmodels'", apart, "relative", FIVE_DIGITS)


def against_one_pass(entries: int, judges: int, goal: float) -> Row:
    case = Case.of(entries, judges)
    reviews = case.reviews()
    entry, score = np.ascontiguousarray(case.entry), np.ascontiguousarray(case.score)
    work = f"moments + BLUP + standard errors, {entries * READS / 1e6:g} M scores, {judges:,} judges"
    spent, floor = best_of_both(lambda: fitted(reviews, "moments"), lambda: np.bincount(entry, weights=score))
    return Row(work, spent, "one np.bincount", floor, goal)


def insteval(path: str) -> Iterator[Limit]:
    """The optima as published: intercept alone by REML, service x department by ML."""
    frame = pd.read_csv(path)
    reviews = Reviews.from_columns(
        judge=frame.s.to_numpy(), entry=frame.d.to_numpy(), score=frame.y.to_numpy()
    )
    department = pd.get_dummies(frame.dept, drop_first=True).to_numpy(float)
    service = frame.service.to_numpy(float)[:, None]
    columns = np.hstack([service, department, service * department])
    covariates: Any = {f"x{number}": column for number, column in enumerate(columns.T)}
    yield Limit("InstEval, REML", best_cpu(lambda: fit_additive(reviews, method="reml")), "CPU s", 2)
    by_reml = fit_additive(reviews, method="reml").criterion
    yield Limit("InstEval, REML criterion from the optimum", abs(by_reml - REML_OPTIMUM), "", 0.001)
    by_ml = best_cpu(lambda: fit_additive(reviews, method="ml", covariates=covariates), 2)
    yield Limit("InstEval, ML with 27 covariates", by_ml, "CPU s", 2)
    found = fit_additive(reviews, method="ml", covariates=covariates).criterion
    yield Limit("InstEval, ML criterion from the optimum", abs(found - ML_OPTIMUM), "", 0.001)


def rows(*, insteval_file: str | None = None) -> Iterator[Row | Limit]:
    if has("statsmodels"):
        yield from against_statsmodels(1_048, 120, 200)
    yield against_one_pass(200_000, 40_000, 1 / 300)
    yield against_one_pass(2_000_000, 400_000, 1 / 300)
    statement = (
        "from benchmarks.scoring import calibrate as c; "
        "c.fitted(c.Case.of(2_000_000, 400_000).reviews(), 'moments')"
    )
    yield Limit("moments + BLUP, 10 M scores", peak_megabytes(statement), "MB", 3_000)
    if insteval_file is not None:
        yield from insteval(insteval_file)
