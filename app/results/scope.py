"""Among whom a stage ranks, and where its lines lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.programmes.rulebook import Direction, Tier
from app.programmes.rulebook import Stage as StageRules


@dataclass(frozen=True, slots=True)
class Line:
    """Below so many places. `tier`: whose places end there; None where it is those who go on."""

    after: int
    tier: Tier | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Within each track, or in the whole direction."""

    by_track: bool
    lines: tuple[Line, ...]


def scope_of(direction: Direction, stage_code: str) -> Scope:
    """A stage that others follow is cut where its rule says; the one that fills prizes, at the end of every tier."""
    stage = direction.stage(stage_code)
    tiers = [t for t in direction.prizes if direction.deciding_stage(t).code == stage_code and t.places]
    by_track = all(tier.scope == "track" for tier in tiers) if tiers else _goes_on_by_track(stage)
    return Scope(by_track, (*_of_tiers(tiers), *_of_advance(stage)))


def _of_tiers(tiers: list[Tier]) -> Iterator[Line]:
    total = 0
    for tier in tiers:
        total += tier.places or 0
        yield Line(total, tier)


def _of_advance(stage: StageRules) -> Iterator[Line]:
    if stage.advance is not None and stage.advance.places:
        yield Line(stage.advance.places, None)


def _goes_on_by_track(stage: StageRules) -> bool:
    return stage.advance is not None and stage.advance.per == "track"
