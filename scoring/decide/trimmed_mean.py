"""The mean without the extremes, or with them pulled in; where too few scores are there, the plain mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import MethodError
from scoring.decide.averages import Numbers, Panels, Quotients, mean

FEWEST_AFTER_TRIM = 3


def trimmed_or_mean(panels: Panels, method: str, trim: tuple[int, int], *, needed: int) -> Quotients:
    """By `method`, "trimmed" or "winsorized"; the plain mean of panels with fewer than `needed` scores."""
    cut = (trimmed if method == "trimmed" else winsorized)(panels, *trim)
    enough = panels.count >= needed
    return cut if bool(enough.all()) else cut.where(enough, mean(panels))


def scores_needed(trim: tuple[int, int], min_judges: int | None) -> int:
    """From how many scores on some are dropped: `min_judges`, else so many that three are left.

    Raises MethodError where `trim` drops nothing, or all of so many.
    """
    whole = all(isinstance(cut, int) and not isinstance(cut, bool) and cut >= 0 for cut in trim)
    if len(trim) != 2 or not whole or not sum(trim):
        raise MethodError(f"trim is (lowest, highest) to drop, whole numbers not both 0, not {trim!r}")
    needed = sum(trim) + FEWEST_AFTER_TRIM if min_judges is None else min_judges
    if needed <= sum(trim):
        raise MethodError(f"min_judges {needed} leaves nothing after dropping {sum(trim)}; raise it")
    return needed


def trimmed(panels: Panels, low: int, high: int) -> Quotients:
    """Without the `low` lowest and the `high` highest; panels of no more than that stay whole."""
    kept = panels.count > low + high
    count = np.where(kept, panels.count - low - high, panels.count)
    if max(low, high) <= 1:
        return Quotients(_without_extremes(panels, low, high, where=kept), count)
    ordered = panels.in_order()
    position, size = _position(panels)
    inside = ((position >= low) & (position < size - high)) | (size <= low + high)
    values = np.where(inside, ordered.values, 0)
    return Quotients(Panels(values, panels.first, panels.count).sums(), count)


def _without_extremes(panels: Panels, low: int, high: int, *, where: NDArray[np.bool_]) -> Numbers:
    total = panels.sums()
    if high:
        total = total - np.where(where, panels.fold(np.maximum), 0)
    if low:
        total = total - np.where(where, panels.fold(np.minimum), 0)
    return total


def winsorized(panels: Panels, low: int, high: int) -> Quotients:
    """The `low` lowest raised to the next, the `high` highest lowered to the next."""
    ordered = panels.in_order()
    position, size = _position(panels)
    whole = size <= low + high
    pulled = np.where(whole, position, np.clip(position, low, size - 1 - high))
    values = ordered.values[np.repeat(panels.first, panels.count) + pulled]
    return mean(Panels(values, panels.first, panels.count))


def _position(panels: Panels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every value its place within its panel, from 0, and the size of the panel."""
    place = np.arange(panels.values.size, dtype=np.int64) - np.repeat(panels.first, panels.count)
    return place, np.repeat(panels.count, panels.count)
