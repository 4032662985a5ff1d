"""Many tests at once: which of them to look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def false_discovery(p_values: Floats) -> Floats:
    """q-values of Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57:289-300.

    Taking all with q below 0.05 for findings, one in twenty of these is false on average. Tests that
    could not be made (nan) do not count and stay nan.
    """
    made = np.flatnonzero(~np.isnan(p_values))
    result = np.full(p_values.shape, np.nan)
    order = made[np.argsort(p_values[made], kind="stable")]
    scaled = p_values[order] * made.size / np.arange(1, made.size + 1)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result
