"""Made-up seasons with known quality: what each method of scoring recovers, before a season is run.

An entry's quality, a judge's severity and the noise of a reading are normal; a judge may stretch the scale, a
reading may be grossly wrong, batches may be drawn at random or sorted by an earlier mark, and juries may be cut into
panels that few or no readings link.
"""

from __future__ import annotations

from scoring.plan.simulate.seasons import REFERENCE, Design, Simulated, simulate_scores
from scoring.plan.simulate.study import METHODS, Outcome, Study, study

__all__ = ["METHODS", "REFERENCE", "Design", "Outcome", "Simulated", "Study", "simulate_scores", "study"]
