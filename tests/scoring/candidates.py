"""Short words for candidates and outcomes."""

from __future__ import annotations

from typing import Any

from scoring.decide.prizes import AwardList, Candidate, TierRule

GRAND, FIRST = TierRule("grand", 1), TierRule("first", 1)


def one(id: Any, score: Any, track: Any = "T", **more: Any) -> Candidate:
    return Candidate(id, more.pop("entry", id), track, score=score, **more)


def of(organisation: Any, id: str, score: Any, track: str = "T", **more: Any) -> Candidate:
    return one(id, score, track, organisation=organisation, **more)


def won(result: AwardList) -> dict[str, list[Any]]:
    tiers: dict[str, list[Any]] = {}
    for award in result.winners:
        tiers.setdefault(award.tier, []).append(award.id)
    return tiers


def vacant(result: AwardList) -> list[tuple[str, Any, str]]:
    return [(vacancy.tier, vacancy.unit, vacancy.reason.code) for vacancy in result.vacancies]


TIED = [one("a", 9), one("b", 8), one("c", 8), one("d", 8), one("e", 7), one("f", 6)]
TWO = [TierRule("first", 2), TierRule("second", 2)]
FIRMS = [
    of("X", "x1", 9),
    of("X", "x2", 8),
    of("X", "x3", 7),
    of("Y", "y1", 6),
    of(None, "n1", 5),
    of(None, "n2", 4),
]
