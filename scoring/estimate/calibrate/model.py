"""The additive model score = entry + judge + noise, fitted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import LabelError, MethodError
from scoring.data.exact import is_whole
from scoring.estimate.calibrate.moments import Components
from scoring.estimate.calibrate.posterior import Posterior
from scoring.estimate.calibrate.random_or_fixed import Choice, choose
from scoring.estimate.calibrate.sums import Floats, Sums
from scoring.estimate.graph import Connectivity

if TYPE_CHECKING:
    import pandas as pd

JudgeModel = Literal["random", "fixed"]
Method = Literal["auto", "reml", "ml", "moments"]
Label = Any
MOST_AT_ONCE = 10_000


@dataclass(frozen=True, eq=False)
class Entries:
    """Calibrated entries. `score` is on the scale of the scores: what the whole jury would have given
    on average; `se` its standard error; `mean` the plain weighted mean; `reviews` how many there were."""

    labels: tuple[Label, ...]
    score: Floats
    se: Floats
    mean: Floats
    reviews: NDArray[np.int64]

    @property
    def effect(self) -> Floats:
        """Scores about their average."""
        return np.asarray(self.score - self.score.mean())

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"entry": list(self.labels), "score": self.score, "effect": self.effect, "se": self.se}
        return pd.DataFrame({**columns, "mean": self.mean, "reviews": self.reviews})


@dataclass(frozen=True, eq=False)
class Judges:
    """Judges' severity: how many points below the jury's average a judge marks the same entry (a
    lenient judge's is below nought), with its standard error."""

    labels: tuple[Label, ...]
    severity: Floats
    se: Floats
    reviews: NDArray[np.int64]

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"judge": list(self.labels), "severity": self.severity, "se": self.se}
        return pd.DataFrame({**columns, "reviews": self.reviews})


@dataclass(frozen=True, eq=False)
class AdditiveFit:
    """A fitted model.

    `components` are variances (entries' and judges' are nan where judges are fixed effects);
    `criterion` is -2 log likelihood, restricted under "reml", nan where none is defined;
    `exact_errors` says whether standard errors are exact or first-order (large tables).
    """

    judge: JudgeModel
    method: str
    components: Components
    criterion: float
    connectivity: Connectivity
    posterior: Posterior
    sums: Sums

    @cached_property
    def entries(self) -> Entries:
        mean = self.sums.by_entry[:, -1] / self.sums.by_entry[:, 0] + self.sums.centre
        score = self.posterior.scores + self.sums.centre
        errors = _roots(self.posterior.score_variances())
        return Entries(self.connectivity.entries, score, errors, mean, self.sums.entry_n)

    @cached_property
    def judges(self) -> Judges:
        errors = _roots(self.posterior.leniency_variances())
        return Judges(self.connectivity.judges, -self.posterior.leniency, errors, self.sums.judge_n)

    @property
    def labels(self) -> tuple[Label, ...]:
        """The entries."""
        return self.connectivity.entries

    @property
    def exact_errors(self) -> bool:
        return self.posterior.solver.exact

    @property
    def coefficients(self) -> Floats:
        """The intercept (random effects only) and the covariates' coefficients."""
        beta = self.posterior.beta.copy()
        if self.judge == "random":
            beta[0] += self.sums.centre
        return beta

    @cached_property
    def choice(self) -> Choice:
        """Whether the scores allow judges to be random effects."""
        return choose(self.sums, self.connectivity.judge_part)

    def draws(self, size: int, *, seed: int) -> Floats:
        """Joint draws of the entries' scores given the data and the components, size x entries."""
        if not is_whole(size) or size < 1:
            raise MethodError(f"at least 1 draw is needed, not {size}")
        return self.posterior.draws(size, np.random.default_rng(seed)) + self.sums.centre

    def covariance(self, weights: Floats | None = None) -> Floats:
        """Covariance of the entries' scores, or of combinations of them (entries x combinations).

        Of all entries, up to 10,000 of them; beyond, say which combinations.
        """
        if weights is None and len(self.labels) > MOST_AT_ONCE:
            raise MethodError(
                f"the covariance of {len(self.labels)} entries does not fit; give weights, or use draws"
            )
        return self.posterior.covariance(
            np.eye(len(self.connectivity.entries)) if weights is None else weights
        )

    def contrast_se(self, left: Label, right: Label) -> float:
        """Standard error of the difference of two entries' scores."""
        weights = np.zeros((len(self.connectivity.entries), 1))
        weights[self._entry(left)] += 1.0
        weights[self._entry(right)] -= 1.0
        return float(_roots(self.covariance(weights).ravel())[0])

    def _entry(self, label: Label) -> int:
        try:
            return self.connectivity.entries.index(label)
        except ValueError:
            raise LabelError("the entry is not in the table", entry=label) from None

    def to_frame(self) -> pd.DataFrame:
        return self.entries.to_frame()


def _roots(variances: Floats) -> Floats:
    return np.sqrt(np.maximum(variances, 0.0))
