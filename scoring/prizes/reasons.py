"""Why: every outcome carries a code and its parameters, and can say itself in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SENTENCES: dict[str, str] = {
    "ranked": "Place {place} by score among those in the running.",
    "tie_key": "Tied at {score}; {key} puts it ahead of {over}.",
    "tie_decision": "Tied at {score}; the recorded decision of the {by} puts it ahead of {over}.",
    "tie_draw": "Tied at {score}; the draw puts it ahead of {over}.",
    "lost_key": "Tied at {score}; {key} puts {ahead} ahead of it.",
    "lost_decision": "Tied at {score}; the recorded decision of the {by} puts {ahead} ahead of it.",
    "lost_draw": "Tied at {score}; the draw puts {ahead} ahead of it.",
    "tie_shared": "Tied at {score} across the last place; all tied receive the prize.",
    "winner_collected": "Winners are collected too.",
    "organisation_cap": "Organisation {organisation} already has {most} prizes, the most it may have.",
    "organisation_optimal": "Organisation {organisation} may have {most} prizes; others make the best total.",
    "track_cap": "Track {track} already has {most} of the places of this tier.",
    "other_preference": "The entry ranks for a prize in {kept_track} too and put that first.",
    "below_floor": "The score {score} is below the minimum {floor}.",
    "below_floor_of": "Its {measure}, {score}, is below the minimum {floor}.",
    "behind": "All places went to candidates ahead of it.",
    "tied_out": "Tied at {score} across the last place; the rule gives it to none of those tied.",
    "barred": "Not in the running: {why}.",
    "waiting": "A tie ahead of it is not decided yet.",
    "undecided": "Tied at {score} for {places} places among {among}; a decision must be recorded.",
    "vacant_no_candidate": "No candidate was left for this place.",
    "vacant_below_floor": "The best candidate left has {score}, below the minimum {floor}.",
    "vacant_below_floor_of": "The best {measure} of the candidates left is {score}, below the minimum {floor}.",
    "vacant_capped": "The candidates left were held back by a cap.",
    "vacant_tied_out": "Those tied for this place all went without it.",
}


@dataclass(frozen=True)
class Reason:
    """A code for translation, its parameters, and the English sentence.

    Scores among the parameters are as they were given: hundredths stay hundredths.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return SENTENCES[self.code].format_map({key: _spelt(value) for key, value in self.params.items()})

    def in_points(self) -> Reason:
        """The same, with scores in hundredths spelt as points."""
        spelt = {
            key: f"{value / 100:.2f}" if key in ("score", "floor") and isinstance(value, int) else value
            for key, value in self.params.items()
        }
        return Reason(self.code, spelt)

    def __str__(self) -> str:
        return self.text


def because(code: str, **params: Any) -> Reason:
    return Reason(code, params)


def _spelt(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
