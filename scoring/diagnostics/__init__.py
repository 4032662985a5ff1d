"""Signs that a judge, or a group of them, deserves a second look. Flags for review, never verdicts."""

from scoring.diagnostics.affiliation import AffiliationBias, Reciprocity, affiliation_bias, reciprocity
from scoring.diagnostics.drift import Drift, drift
from scoring.diagnostics.flags import false_discovery
from scoring.diagnostics.halo import Halo, halo
from scoring.diagnostics.judges import JudgeReport, judge_report
from scoring.diagnostics.pairs import PairCorrelations, residual_correlation
from scoring.diagnostics.residuals import Residuals, residuals

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
