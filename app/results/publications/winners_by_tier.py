"""The winners as a page shows them: by direction and tier, each with its vacant places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.text import Text
from app.programmes.rulebook import DirectionRules, RuleBook, Tier
from app.results.publications.winners_json import Part


@dataclass(frozen=True, slots=True)
class Group:
    """One tier of one direction as it is published. `tracks`: the names of the direction's tracks by code."""

    direction: DirectionRules
    tier: Tier
    prizes: list[Part]
    vacancies: list[Part]

    @property
    def tracks(self) -> dict[str, Text]:
        return {track.code: track.name for track in self.direction.tracks}

    @property
    def places(self) -> list[Part]:
        """What was won, then what stays vacant; where places belong to tracks, each vacancy with its own track."""
        both = [*self.prizes, *self.vacancies]
        if self.tier.scope == "direction":
            return both
        order = list(self.tracks)
        return sorted(both, key=lambda part: order.index(part["track"]))


def groups(document: Mapping[str, Any], book: RuleBook) -> list[Group]:
    """The document by direction and tier, the highest first; a tier with nothing to show is left out."""
    found = [
        Group(
            direction, tier, *(_of_tier(document[part], direction, tier) for part in ("prizes", "vacancies"))
        )
        for direction in book.directions
        for tier in direction.prizes
    ]
    return [group for group in found if group.prizes or group.vacancies]


def _of_tier(parts: Sequence[Part], direction: DirectionRules, tier: Tier) -> list[Part]:
    return [part for part in parts if (part["direction"], part["tier"]) == (direction.code, tier.code)]
