"""What a method file says, once it has been checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scoring.aggregate import Level
from scoring.aggregate import Method as Averaging
from scoring.prizes import Caps, Collection, TierRule
from scoring.prizes.rules import TiePolicy
from scoring.scales import Scale


@dataclass(frozen=True)
class Criterion:
    """`weight` in basis points, a share of the total; on its `scale` scores are checked, and weighed.

    Criteria of one scale give a score on that scale; those of different scales are each put on 0 to 100.
    """

    name: str
    weight: int
    scale: Scale | None = None


@dataclass(frozen=True)
class Method:
    """A whole method; `source` is the mapping it was read from, which a bundle keeps."""

    criteria: tuple[Criterion, ...]
    average: Averaging = "mean"
    trim: tuple[int, int] = (1, 1)
    trim_level: Level = "total"
    min_judges: int | None = None
    ties: TiePolicy = "break"
    chain: tuple[str, ...] = ()
    tiers: tuple[TierRule, ...] = ()
    caps: Caps = field(default_factory=Caps)
    collected: Collection | None = None
    source: dict[str, Any] | None = None

    @property
    def weights(self) -> dict[str, int]:
        return {criterion.name: criterion.weight for criterion in self.criteria}

    @property
    def scales(self) -> dict[str, Scale]:
        return {c.name: c.scale for c in self.criteria if c.scale is not None}
