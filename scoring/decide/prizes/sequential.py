"""Down the ranking, tier by tier: places, floors, caps, and ties across the last place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.decide.prizes.result import Reason, Unresolved, Vacancy, because
from scoring.decide.prizes.rules import Candidate, Exact, Rules, TierRule
from scoring.decide.prizes.ties import Block, settle


@dataclass
class Walk:
    """One pass over the ranking; what stands when it is over is the outcome of the pass."""

    rules: Rules
    ranking: Sequence[Block]
    won: dict[Any, TierRule] = field(default_factory=dict)
    shared: set[Any] = field(default_factory=set)
    displaced: dict[tuple[str, Any], Reason] = field(default_factory=dict)
    capped: set[Any] = field(default_factory=set)
    tied_out: set[Any] = field(default_factory=set)
    vacancies: list[Vacancy] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    pending: list[tuple[str, Any]] = field(default_factory=list)
    _left: dict[tuple[str, Any], int] = field(default_factory=dict)
    _in_track: Counter[tuple[str, Any]] = field(default_factory=Counter)
    _of_organisation: Counter[Any] = field(default_factory=Counter)
    _taken_above: Counter[Any] = field(default_factory=Counter)
    _halted: set[Any] = field(default_factory=set)

    def run(self) -> Walk:
        for tier in self.rules.tiers:
            self._open(tier)
            for block in self.ranking:
                self._offer(tier, block)
            self._close(tier)
        return self

    def halted(self, candidate: Candidate) -> bool:
        """A tie ahead, still open, decides what is left for this candidate."""
        return candidate.track in self._halted

    def halt(self) -> None:
        """Give nothing away: an open question bears on every place."""
        self._halted.update(self.rules.tracks)

    def _units(self, tier: TierRule) -> tuple[Any, ...]:
        return self.rules.tracks if tier.scope == "track" else (None,)

    def _open(self, tier: TierRule) -> None:
        for unit in self._units(tier):
            places = tier.places_in(unit)
            taken_above = min(self._taken_above[unit], places)
            self._taken_above[unit] -= taken_above
            self._left[tier.code, unit] = places - taken_above

    def _offer(self, tier: TierRule, block: Block) -> None:
        running = [c for c in block if self._runs_for(tier, c)]
        running = self._within_caps(tier, running)
        tight = self._tied_at_caps(tier, running)
        if tight:
            self._decide_or_halt(tier, running, tight)
            return
        for unit, members in _grouped(running, lambda c: tier.unit(c.track)).items():
            self._give_or_tie(tier, unit, members)

    def _runs_for(self, tier: TierRule, candidate: Candidate) -> bool:
        unit = tier.unit(candidate.track)
        out = candidate.barred or candidate.id in self.won or candidate.id in self.capped
        waits = self.halted(candidate) or (unit is None and self._halted)
        return not out and not waits and reaches(candidate, tier) and self._left[tier.code, unit] > 0

    def _within_caps(self, tier: TierRule, running: Iterable[Candidate]) -> list[Candidate]:
        free: list[Candidate] = []
        for candidate in running:
            reason = self._cap_reached(tier, candidate)
            if reason is None:
                free.append(candidate)
                continue
            self.displaced[tier.code, candidate.id] = reason
            if reason.code == "organisation_cap":
                self.capped.add(candidate.id)
        return free

    def _cap_reached(self, tier: TierRule, candidate: Candidate) -> Reason | None:
        for organisation in candidate.organisations:
            if self._room_of(organisation, candidate.track) <= 0:
                most = self.rules.caps.per_organisation
                return because("organisation_cap", organisation=organisation, most=most)
        if self._room_in_track(tier, candidate.track) <= 0:
            return because("track_cap", track=candidate.track, most=tier.cap_in(candidate.track))
        return None

    def _room_of(self, organisation: Any, track: Any) -> float:
        caps = self.rules.caps
        if caps.per_organisation is None or caps.method == "optimal":
            return float("inf")
        return caps.per_organisation - self._of_organisation[self._account(organisation, track)]

    def _account(self, organisation: Any, track: Any) -> tuple[Any, Any]:
        return organisation, track if self.rules.caps.scope == "track" else None

    def _room_in_track(self, tier: TierRule, track: Any) -> float:
        if (room := tier.room_in(track)) is None:
            return float("inf")
        return room - self._in_track[tier.code, track]

    def _tied_at_caps(self, tier: TierRule, running: list[Candidate]) -> list[tuple[int, list[Candidate]]]:
        """Where more of the tied share an organisation, or a track, than its cap has room for."""
        by_account: dict[Any, list[Candidate]] = {}
        for candidate in running:
            for organisation in candidate.organisations:
                by_account.setdefault(self._account(organisation, candidate.track), []).append(candidate)
        accounts = [(self._room_of(key[0], members[0].track), members) for key, members in by_account.items()]
        accounts += [
            (self._room_in_track(tier, track), members)
            for track, members in _grouped(running, lambda c: c.track).items()
        ]
        return [(int(room), members) for room, members in accounts if len(members) > room]

    def _decide_or_halt(
        self, tier: TierRule, running: list[Candidate], tight: list[tuple[int, list[Candidate]]]
    ) -> None:
        """A cap cannot be shared: a decision or the draw orders the tied, or the tie stays open."""
        parts = settle(tuple(running), self.rules)
        if len(parts) > 1:
            for part in parts:
                self._offer(tier, part)
        else:
            for room, members in tight:
                self.leave_open(tier, members, room)

    def _give_or_tie(self, tier: TierRule, unit: Any, members: list[Candidate]) -> None:
        left = self._left[tier.code, unit]
        if len(members) <= left:
            self._give(tier, unit, members)
        elif self.rules.ties == "break":
            self.leave_open(tier, members, left)
        elif self.rules.ties == "contract":
            self._refuse_all(tier, unit, members)
        else:
            self._give(tier, unit, members)
            self.shared.update(candidate.id for candidate in members)
            self._left[tier.code, unit] = 0
            self._taken_above[unit] = len(members) - left if self.rules.ties == "share" else 0

    def _give(self, tier: TierRule, unit: Any, members: list[Candidate]) -> None:
        self._left[tier.code, unit] -= len(members)
        for candidate in members:
            self.won[candidate.id] = tier
            self._in_track[tier.code, candidate.track] += 1
            for organisation in candidate.organisations:
                self._of_organisation[self._account(organisation, candidate.track)] += 1

    def _refuse_all(self, tier: TierRule, unit: Any, members: list[Candidate]) -> None:
        self.tied_out.update(candidate.id for candidate in members)
        left = self._left[tier.code, unit]
        self.vacancies += [Vacancy(tier.code, unit, because("vacant_tied_out"))] * left
        self._left[tier.code, unit] = 0

    def leave_open(self, tier: TierRule, members: list[Candidate], places: int) -> None:
        unit = tier.unit(members[0].track)
        ids = tuple(candidate.id for candidate in members)
        reason = because("undecided", score=members[0].score, places=places, among=ids)
        self.unresolved.append(Unresolved(tier.code, unit, places, tuple(members), reason))
        all_hang_on_it = unit is None or self.rules.caps.links_tracks
        self._halted.update(self.rules.tracks if all_hang_on_it else {c.track for c in members})

    def _close(self, tier: TierRule) -> None:
        for unit in self._units(tier):
            if self._halted and (unit is None or unit in self._halted):
                self.pending.append((tier.code, unit))
            else:
                left = self._left[tier.code, unit]
                self.vacancies += [Vacancy(tier.code, unit, self._why_vacant(tier, unit))] * left

    def _why_vacant(self, tier: TierRule, unit: Any) -> Reason:
        waiting = [
            c
            for block in self.ranking
            for c in block
            if tier.unit(c.track) == unit and c.id not in self.won and not c.barred
        ]
        if any(reaches(candidate, tier) for candidate in waiting):
            return because("vacant_capped")
        below = [tier.measured(c) for c in waiting if not reaches(c, tier)]
        if below:
            return missed_floor("vacant_below_floor", tier, max(below))
        return because("vacant_no_candidate")


def reaches(candidate: Candidate, tier: TierRule) -> bool:
    return tier.floor is None or tier.measured(candidate) >= tier.floor


def missed_floor(code: str, tier: TierRule, score: Exact) -> Reason:
    """Below the tier's floor; `measure` names the key where it is not read from the score."""
    facts = {"score": score, "floor": tier.floor}
    return because(f"{code}_of", **facts, measure=tier.floor_by) if tier.floor_by else because(code, **facts)


def _grouped(members: Iterable[Candidate], key: Callable[[Candidate], Any]) -> dict[Any, list[Candidate]]:
    groups: dict[Any, list[Candidate]] = {}
    for candidate in members:
        groups.setdefault(key(candidate), []).append(candidate)
    return groups
