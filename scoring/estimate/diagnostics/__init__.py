"""Signs that a judge, or a group of them, deserves a second look. Flags for review, never verdicts."""

from scoring.estimate.diagnostics.affiliation import (
    AffiliationBias,
    Reciprocity,
    affiliation_bias,
    reciprocity,
)
from scoring.estimate.diagnostics.correlations import Halo, PairCorrelations, halo, residual_correlation
from scoring.estimate.diagnostics.judges import Drift, JudgeReport, drift, judge_report
from scoring.estimate.diagnostics.residuals import Residuals, false_discovery, residuals

__all__ = [
    "AffiliationBias",
    "Drift",
    "Halo",
    "JudgeReport",
    "PairCorrelations",
    "Reciprocity",
    "Residuals",
    "affiliation_bias",
    "drift",
    "false_discovery",
    "halo",
    "judge_report",
    "reciprocity",
    "residual_correlation",
    "residuals",
]
