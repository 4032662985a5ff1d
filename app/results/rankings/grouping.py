"""Among whom a stage ranks, and where its lines lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.programmes.rulebook import DirectionRules, StageRules, Tier


@dataclass(frozen=True, slots=True)
class CutOff:
    """Below so many places. `tier`: whose places end there; None where it is those who go on."""

    after: int
    tier: Tier | None


@dataclass(frozen=True, slots=True)
class Grouping:
    """Within each track, or in the whole direction."""

    by_track: bool
    lines: tuple[CutOff, ...]


def grouping_of(direction: DirectionRules, stage_code: str) -> Grouping:
    """A stage that others follow is cut where its rule says; the one that fills prizes, at the end of every tier."""
    stage = direction.stage(stage_code)
    tiers = [t for t in direction.prizes if direction.deciding_stage(t).code == stage_code and t.places]
    by_track = all(tier.scope == "track" for tier in tiers) if tiers else _goes_on_by_track(stage)
    return Grouping(by_track, (*_of_tiers(tiers), *_of_advance(stage)))


def _of_tiers(tiers: list[Tier]) -> Iterator[CutOff]:
    total = 0
    for tier in tiers:
        total += tier.places or 0
        yield CutOff(total, tier)


def _of_advance(stage: StageRules) -> Iterator[CutOff]:
    if stage.advance is not None and stage.advance.places:
        yield CutOff(stage.advance.places, None)


def _goes_on_by_track(stage: StageRules) -> bool:
    return stage.advance is not None and stage.advance.per == "track"
