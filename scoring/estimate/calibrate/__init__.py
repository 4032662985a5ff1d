"""Judges' severity and entries' calibrated scores, by the additive model score = entry + judge + noise."""

from scoring.estimate.calibrate.fit import fit_additive, fit_sums
from scoring.estimate.calibrate.model import AdditiveFit, Entries, Judges
from scoring.estimate.calibrate.moments import Components
from scoring.estimate.calibrate.random_or_fixed import Choice
from scoring.estimate.calibrate.sums import Rows, Sums, sums

__all__ = [
    "AdditiveFit",
    "Choice",
    "Components",
    "Entries",
    "Judges",
    "Rows",
    "Sums",
    "fit_additive",
    "fit_sums",
    "sums",
]
