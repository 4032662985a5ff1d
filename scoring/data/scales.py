"""The scale of a criterion: from where to where, in which steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.data.errors import ScoreValueError, WeightError
from scoring.data.exact import to_hundredths
from scoring.data.labels import clean_keys


@dataclass(frozen=True)
class Scale:
    """All three in hundredths of a point; steps count from `low`."""

    low: int
    high: int
    step: int = 1

    def __post_init__(self) -> None:
        if self.low >= self.high or self.step <= 0:
            raise ScoreValueError(f"a scale rises from low to high by a step above 0, not {self}")

    @classmethod
    def points(cls, low: Any, high: Any, step: Any = None) -> Scale:
        ends = [low, high] if step is None else [low, high, step]
        return cls(*to_hundredths(ends, lambda _: {}).tolist())

    @property
    def ends(self) -> tuple[int, int]:
        return self.low, self.high


ScaleLike = Scale | tuple[Any, ...]


def scales_by_criterion(
    scale: ScaleLike | Mapping[Any, ScaleLike] | None, criteria: Sequence[Any]
) -> dict[Any, Scale]:
    """One scale for all criteria, or each its own; tuples are read as points."""
    if scale is None:
        return {}
    if isinstance(scale, Mapping):
        return {label: _scale(one) for label, one in clean_keys(scale, "criterion").items()}
    return dict.fromkeys(criteria, _scale(scale))


def share_a_scale(scales: Mapping[Any, Scale], weighed: Sequence[Any]) -> bool:
    """Whether criteria with a weight run from and to the same points; so they do where no scale is known.

    Raises WeightError where some have a scale and others none: nobody could say what their weights mean.
    """
    known = [label for label in weighed if label in scales]
    unknown = [label for label in weighed if label not in scales]
    if known and unknown:
        raise WeightError(
            f"{known[0]!r} has a scale and {unknown[0]!r} has none, so their weights cannot be compared; "
            "give each its scale, or none where all share one"
        )
    return len({scales[label].ends for label in known}) < 2


def _scale(scale: ScaleLike) -> Scale:
    if isinstance(scale, Scale):
        return scale
    if not 2 <= len(scale) <= 3:
        raise ScoreValueError(f"a scale is (low, high) or (low, high, step), not {scale!r}")
    return Scale.points(*scale)
