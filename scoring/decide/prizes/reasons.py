"""The sentence behind every outcome of a pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scoring.decide.prizes.result import Reason, because
from scoring.decide.prizes.rules import Candidate, Exact, TierRule
from scoring.decide.prizes.sequential import Walk, missed_floor, reaches
from scoring.decide.prizes.ties import settled_by


@dataclass(frozen=True, eq=False)
class Account:
    """A finished pass, and its candidates in the order of the ranking."""

    walk: Walk
    ranked: Sequence[Candidate]

    def of_winner(self, winner: Candidate) -> Reason:
        if winner.id in self.walk.shared:
            return because("tie_shared", score=winner.score)
        tier = self.walk.won[winner.id]
        for other in self._level_with(winner, after=True):
            if self._lost_to(winner, other, tier):
                return settled_by(winner, other, self.walk.rules)
        return because("ranked", place=self._place(winner, tier))

    def of_loser(self, candidate: Candidate) -> Reason:
        if candidate.barred:
            return because("barred", why=candidate.barred)
        for tie in self.walk.unresolved:
            if candidate.id in tie.ids:
                return tie.reason
        if self.walk.halted(candidate):
            return because("waiting")
        if candidate.id in self.walk.tied_out:
            return because("tied_out", score=candidate.score)
        return self._below_floor(candidate) or self._behind(candidate)

    @cached_property
    def _by_score(self) -> dict[Exact, list[Candidate]]:
        level: dict[Exact, list[Candidate]] = {}
        for candidate in self.ranked:
            if not candidate.barred:
                level.setdefault(candidate.score, []).append(candidate)
        return level

    @cached_property
    def _held_back(self) -> set[Any]:
        return self.walk.capped | {label for _, label in self.walk.displaced}

    @cached_property
    def _vacant(self) -> set[tuple[str, Any]]:
        return {(vacancy.tier, vacancy.unit) for vacancy in self.walk.vacancies}

    def _level_with(self, candidate: Candidate, *, after: bool) -> list[Candidate]:
        """Candidates of the same score behind it, or ahead of it with the nearest one first."""
        level = self._by_score[candidate.score]
        place = [other.id for other in level].index(candidate.id)
        return level[place + 1 :] if after else level[:place][::-1]

    def _lost_to(self, winner: Candidate, other: Candidate, tier: TierRule) -> bool:
        """It competed for the same places, was not held back by a cap, and did not get one."""
        competed = tier.unit(other.track) == tier.unit(winner.track) and other.id not in self._held_back
        return competed and self.walk.won.get(other.id) is not tier

    def _place(self, winner: Candidate, tier: TierRule) -> int:
        unit = tier.unit(winner.track)
        rivals = [c for c in self.ranked if tier.unit(c.track) == unit and not c.barred]
        return 1 + len([c for c in rivals if c.score > winner.score])

    def _below_floor(self, candidate: Candidate) -> Reason | None:
        """The lowest floor it misses, where it reaches none or a place stayed free for want of it."""
        tiers = self.walk.rules.tiers
        missed = [tier for tier in tiers if not reaches(candidate, tier)]
        free = [tier for tier in missed if (tier.code, tier.unit(candidate.track)) in self._vacant]
        if not free and len(missed) < len(tiers):
            return None
        floors = [(tier.floor, tier) for tier in free or missed if tier.floor is not None]
        if not floors:
            return None
        _lowest, tier = min(floors, key=lambda pair: pair[0])
        return missed_floor("below_floor", tier, tier.measured(candidate))

    def _behind(self, candidate: Candidate) -> Reason:
        for winner in self._level_with(candidate, after=False):
            tier = self.walk.won.get(winner.id)
            if tier is not None and tier.unit(winner.track) == tier.unit(candidate.track):
                return _turned_round(settled_by(winner, candidate, self.walk.rules), winner)
        return because("behind")


def _turned_round(reason: Reason, winner: Candidate) -> Reason:
    """The same fact, told of the one who lost."""
    facts = {key: value for key, value in reason.params.items() if key != "over"}
    return because(reason.code.replace("tie_", "lost_"), **facts, ahead=winner.id)
