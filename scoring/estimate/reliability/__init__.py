"""How far judges agree, and how many of them it takes."""

from scoring.estimate.reliability.agreement import Alpha, Concordance, kendall_w, krippendorff_alpha
from scoring.estimate.reliability.generalizability import (
    DStudy,
    GStudy,
    NestedReliability,
    NestedStudy,
    d_study,
    d_study_nested,
    g_study,
    g_study_nested,
    judges_needed,
)
from scoring.estimate.reliability.icc import Icc, IccOfComponents, MeanSquares, icc, icc_from_components

__all__ = [
    "Alpha",
    "Concordance",
    "DStudy",
    "GStudy",
    "Icc",
    "IccOfComponents",
    "MeanSquares",
    "NestedReliability",
    "NestedStudy",
    "d_study",
    "d_study_nested",
    "g_study",
    "g_study_nested",
    "icc",
    "icc_from_components",
    "judges_needed",
    "kendall_w",
    "krippendorff_alpha",
]
