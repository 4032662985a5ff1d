"""What comes out: who wins what and why, who does not and why, what stays vacant, what is open.

Every outcome carries a code and its parameters, and can say itself in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scoring.decide.prizes.rules import Candidate

if TYPE_CHECKING:
    import pandas as pd

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


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a candidate, and why."""

    candidate: Candidate
    reason: Reason

    @property
    def id(self) -> Any:
        return self.candidate.id


@dataclass(frozen=True, kw_only=True)
class Award(Outcome):
    """A prize; `unit` is the track it was won in, None for a direction's tier."""

    tier: str
    unit: Any


@dataclass(frozen=True, kw_only=True)
class Displaced(Outcome):
    """The candidate ranked for a place in that tier; a cap or the entry's own preference kept it out.

    One kept out by a track's cap may still win in a lower tier.
    """

    tier: str


@dataclass(frozen=True, kw_only=True)
class Unplaced(Outcome):
    """The candidate has no prize, and none was in reach that something took away."""


@dataclass(frozen=True)
class Vacancy:
    """One place of a tier that nobody takes."""

    tier: str
    unit: Any
    reason: Reason


@dataclass(frozen=True)
class Unresolved:
    """A tie that must be decided on record: so many places for more candidates than that."""

    tier: str
    unit: Any
    places: int
    candidates: tuple[Candidate, ...]
    reason: Reason

    @property
    def ids(self) -> tuple[Any, ...]:
        return tuple(candidate.id for candidate in self.candidates)


@dataclass(frozen=True)
class Renounced:
    """One step towards the fixpoint: a place given up for a prize that the entry put first."""

    round: int
    given_up: Candidate
    kept: Candidate
    tier: str


@dataclass(frozen=True)
class AwardList:
    """The whole result. While `unresolved` is not empty, tiers in `pending` are not filled."""

    winners: tuple[Award, ...]
    collected: tuple[Award, ...]
    displaced: tuple[Displaced, ...]
    unplaced: tuple[Unplaced, ...]
    vacancies: tuple[Vacancy, ...]
    unresolved: tuple[Unresolved, ...]
    pending: tuple[tuple[str, Any], ...]
    renounced: tuple[Renounced, ...]

    @property
    def complete(self) -> bool:
        return not self.unresolved

    def counts(self) -> dict[str, int]:
        """Winners by tier."""
        tiers = [award.tier for award in self.winners]
        return {tier: tiers.count(tier) for tier in dict.fromkeys(tiers)}

    def reason_of(self, candidate: Any) -> Reason:
        """The reason of a candidate's outcome, by id."""
        outcomes: tuple[Outcome, ...] = (*self.winners, *self.displaced, *self.unplaced)
        for outcome in outcomes:
            if outcome.id == candidate:
                return outcome.reason
        raise KeyError(candidate)

    def to_frame(self, *, points: bool = False) -> pd.DataFrame:
        """One row for each outcome and each vacant place, winners first.

        With `points`, scores that are hundredths are shown as points, in the sentences too.
        """
        import pandas as pd

        rows = [_row("winner", a.tier, a, points=points) for a in self.winners]
        rows += [_row("collected", a.tier, a, points=points) for a in self.collected]
        rows += [_row("displaced", d.tier, d, points=points) for d in self.displaced]
        rows += [_row("none", "", u, points=points) for u in self.unplaced]
        for v in self.vacancies:
            rows.append(["vacant", v.tier, None, None, v.unit, None, *_reason_cells(v.reason, points=points)])
        columns = ["outcome", "tier", "id", "entry", "track", "score", "code", "reason"]
        return pd.DataFrame(rows, columns=columns, dtype=object)


def _row(outcome: str, tier: str, found: Outcome, *, points: bool) -> list[Any]:
    candidate, score = found.candidate, found.candidate.score
    shown = float(score) / 100 if points and isinstance(score, int) else score
    facts = [candidate.id, candidate.entry, candidate.track, shown]
    return [outcome, tier, *facts, *_reason_cells(found.reason, points=points)]


def _reason_cells(reason: Reason, *, points: bool) -> list[str]:
    return [reason.code, reason.in_points().text if points else reason.text]
