"""Which places of a prize stay vacant, and for which reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.programmes.rulebook import DirectionRules, Tier
from app.results.prizes.contenders import Contender, Fields


@dataclass(frozen=True, slots=True)
class Empty:
    """Places of a tier that nobody takes: of a track, or of the whole direction."""

    direction: str
    track_id: int | None
    tier: str
    places: int
    reason: dict[str, Any]


def vacancies_of(
    found: Iterable[Any], *, tiers: Sequence[Tier], book: DirectionRules, fields: Fields
) -> list[Empty]:
    """Places that a limited tier leaves empty, such as for want of the minimum score; together where they lie so."""
    limited = {tier.code for tier in tiers if tier.places is not None}
    grouped: dict[tuple[str, str | None], list[Any]] = {}
    for vacancy in found:
        if vacancy.tier in limited:
            grouped.setdefault((vacancy.tier, vacancy.unit), []).append(vacancy)
    return [
        Empty(
            book.code,
            None if unit is None else fields.track_ids[unit],
            tier,
            len(same),
            reason_document(same[0].reason),
        )
        for (tier, unit), same in grouped.items()
    ]


def vacancy_of_struck(tier: Tier, by: Contender, *, book: DirectionRules, fields: Fields) -> list[Empty]:
    """Where the rule-book lets nobody move up into the place of an entry that was struck: one of a limited number."""
    if tier.places is None:
        return []
    track = fields.track_ids[by.track] if tier.scope == "track" else None
    return [Empty(book.code, track, tier.code, 1, {"code": "vacant_struck"})]


def reason_document(reason: Any) -> dict[str, Any]:
    """A reason as JSON; fractions and labels as text."""
    return {"code": reason.code, **{name: _plain(value) for name, value in reason.params.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value if isinstance(value, int | str | bool) or value is None else str(value)
