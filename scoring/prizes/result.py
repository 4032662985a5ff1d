"""What comes out: who wins what and why, who does not and why, what stays vacant, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.prizes.reasons import Reason
from scoring.prizes.rules import Candidate

if TYPE_CHECKING:
    import pandas as pd


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
            rows.append(["vacant", v.tier, None, None, v.unit, None, *_told(v.reason, points=points)])
        columns = ["outcome", "tier", "id", "entry", "track", "score", "code", "reason"]
        return pd.DataFrame(rows, columns=columns, dtype=object)


def _row(outcome: str, tier: str, found: Outcome, *, points: bool) -> list[Any]:
    candidate, score = found.candidate, found.candidate.score
    shown = float(score) / 100 if points and isinstance(score, int) else score
    facts = [candidate.id, candidate.entry, candidate.track, shown]
    return [outcome, tier, *facts, *_told(found.reason, points=points)]


def _told(reason: Reason, *, points: bool) -> list[str]:
    return [reason.code, reason.in_points().text if points else reason.text]
