"""Judges' severity and entries' calibrated scores, by the additive model score = entry + judge + noise."""

from scoring.calibrate.choice import Choice
from scoring.calibrate.fit import AdditiveFit, Entries, Judges
from scoring.calibrate.fitting import fit_additive, fit_sums
from scoring.calibrate.moments import Components
from scoring.calibrate.sums import Rows, Sums, sums

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
