"""What goes in: candidates, tiers, caps, and how ties are settled. All of it is checked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeVar

from scoring.data.errors import PrizeRuleError
from scoring.data.labels import clean_fields
from scoring.decide.lottery import Draw

Exact = int | Fraction
Scope = Literal["track", "direction"]
TiePolicy = Literal["share", "expand", "contract", "break"]
CapMethod = Literal["sequential", "optimal"]
WinnersIn = Literal["included", "additional", "excluded"]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Candidate:
    """One entry in one track.

    `score` is whole (hundredths) or a Fraction, higher is better; `keys` holds the exact values of
    the tie-break chain by name, higher is better too; `organisation` is one label, several in a
    tuple, or None; `preference` is 1 for the track that the entry put first; `barred` says why it
    cannot win, and is empty where it can.
    """

    id: Any
    entry: Any
    track: Any
    organisation: Any = None
    score: Exact = 0
    keys: Mapping[str, Exact] = field(default_factory=dict)
    preference: int = 1
    barred: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, "id", "entry", "track", "organisation")

    @property
    def organisations(self) -> tuple[Any, ...]:
        if isinstance(self.organisation, tuple):
            return tuple(dict.fromkeys(self.organisation))
        return () if self.organisation is None else (self.organisation,)


@dataclass(frozen=True)
class TierRule:
    """A tier of prizes; list tiers from the highest down.

    `places` are a maximum: a whole number (for each track, or for the direction) or a number by
    track; `floor` is the minimum score, or the minimum of the key that `floor_by` names;
    `cap_per_track` limits each track within a direction's tier, all alike or by track; `taken` says
    how many places, by track, are gone before anybody is placed.
    """

    code: str
    places: int | Mapping[Any, int]
    scope: Scope = "track"
    floor: Exact | None = None
    cap_per_track: int | Mapping[Any, int] | None = None
    floor_by: str = ""
    taken: Mapping[Any, int] = field(default_factory=dict)

    def unit(self, track: Any) -> Any:
        """Where a track's candidates compete: the track itself, or None for the whole direction."""
        return track if self.scope == "track" else None

    def cap_in(self, track: Any) -> int | None:
        """The most of this tier that the track may have; None is no limit."""
        cap = self.cap_per_track
        return cap.get(track) if isinstance(cap, Mapping) else cap

    def room_in(self, track: Any) -> int | None:
        """What the track's cap leaves; None is no limit."""
        cap = self.cap_in(track)
        return None if cap is None else max(0, cap - self.taken.get(track, 0))

    def places_in(self, unit: Any) -> int:
        """The places that are left to give."""
        places = self.places.get(unit, 0) if isinstance(self.places, Mapping) else self.places
        taken = sum(self.taken.values()) if unit is None else self.taken.get(unit, 0)
        return max(0, places - taken)

    def measured(self, candidate: Candidate) -> Exact:
        """What the floor is compared with."""
        return candidate.keys[self.floor_by] if self.floor_by else candidate.score


@dataclass(frozen=True)
class Collection:
    """A second outcome besides the prizes, as "collected in the annual volume".

    `winners` is "included" (winners are collected and take up places), "additional" (collected on
    top of the places) or "excluded" (not collected).
    """

    code: str
    places: int | Mapping[Any, int]
    scope: Scope = "direction"
    floor: Exact | None = None
    winners: WinnersIn = "included"


@dataclass(frozen=True)
class Decision:
    """A tie settled on record: candidate ids, the first one ahead, and who decided."""

    order: tuple[Any, ...]
    by: str = "panel"

    def __post_init__(self) -> None:
        clean_fields(self, "order")


@dataclass(frozen=True)
class Caps:
    """At most so many prizes for an entry and for an organisation; None is no limit."""

    per_entry: int | None = 1
    per_organisation: int | None = None
    scope: Scope = "direction"
    method: CapMethod = "sequential"

    @property
    def links_tracks(self) -> bool:
        """What one track gives away may change what another one can."""
        return self.per_organisation is not None and self.scope == "direction"


@dataclass(frozen=True)
class Rules:
    """Everything but the candidates."""

    tiers: tuple[TierRule, ...]
    tracks: tuple[Any, ...]
    ties: TiePolicy = "break"
    chain: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    draw: Draw | None = None
    caps: Caps = field(default_factory=Caps)

    def __post_init__(self) -> None:
        for tier in self.tiers:
            _check_tier(tier, self.tracks)
        _require_distinct([tier.code for tier in self.tiers], "tier")
        _check_policies(self)
        for decision in self.decisions:
            _require_distinct(decision.order, "candidate in a decision")


def _itself(item: Any) -> Any:
    return item


def in_order(items: Iterable[Item], *, noun: str, key: Callable[[Item], Any] = _itself) -> tuple[Item, ...]:
    """Sorted, so that nothing depends on the order things come in."""
    try:
        return tuple(sorted(items, key=key))
    except TypeError:
        raise PrizeRuleError(f"{noun} must be of one type that has an order") from None


def check_candidates(candidates: Sequence[Candidate], rules: Rules) -> None:
    """Every candidate has a track that is played, exact numbers, and all keys of the chain."""
    _require_distinct([candidate.id for candidate in candidates], "candidate")
    _require_distinct([(c.entry, c.track) for c in candidates], "entry and track")
    if rules.caps.per_entry is not None:
        _require_distinct([(c.entry, c.preference) for c in candidates], "entry and preference")
    for candidate in candidates:
        _check_candidate(candidate, rules)


def _check_candidate(candidate: Candidate, rules: Rules) -> None:
    if candidate.track not in rules.tracks:
        raise PrizeRuleError(f"candidate {candidate.id!r}: there is no track {candidate.track!r}")
    floors = [tier.floor_by for tier in rules.tiers if tier.floor_by]
    for noun, names in (("tie-break", rules.chain), ("floor's", floors)):
        missing = [name for name in names if name not in candidate.keys]
        if missing:
            raise PrizeRuleError(f"candidate {candidate.id!r} lacks the {noun} key {missing[0]!r}; give it")
    for name, value in {"score": candidate.score, **candidate.keys}.items():
        if not _is_exact(value):
            raise PrizeRuleError(
                f"candidate {candidate.id!r}: the {name} {value!r} must be a whole number or a Fraction"
            )


def _check_tier(tier: TierRule, tracks: Sequence[Any]) -> None:
    places, noun = _by_track(tier.places), f"tier {tier.code!r}"
    if tier.scope not in ("track", "direction") or (None not in places and tier.scope == "direction"):
        raise PrizeRuleError(f"{noun}: places by track need the scope 'track', not {tier.scope!r}")
    for track, number in places.items():
        _require_track(noun, track, tracks)
        _require_count(number, f"{noun}: places", least=0)
    if tier.floor_by and tier.floor is None:
        raise PrizeRuleError(f"{noun}: floor_by {tier.floor_by!r} says where a floor is read; give the floor")
    if tier.floor is not None and not _is_exact(tier.floor):
        raise PrizeRuleError(f"{noun}: the floor {tier.floor!r} must be whole or a Fraction")
    for track, number in tier.taken.items():
        _require_track(noun, track, tracks)
        _require_count(number, f"{noun}: taken", least=0)
    if tier.cap_per_track is not None:
        _check_caps(tier, tier.cap_per_track, tracks)


def _check_caps(tier: TierRule, caps: int | Mapping[Any, int], tracks: Sequence[Any]) -> None:
    noun = f"tier {tier.code!r}"
    for track, most in _by_track(caps).items():
        _require_track(noun, track, tracks)
        _require_count(most, f"{noun}: cap_per_track", least=1)
    if tier.scope == "track":
        raise PrizeRuleError(f"{noun}: cap_per_track needs the scope 'direction'")


def _by_track(numbers: int | Mapping[Any, int]) -> Mapping[Any, int]:
    """The numbers by track; None stands for every track alike."""
    return numbers if isinstance(numbers, Mapping) else {None: numbers}


def _require_track(noun: str, track: Any, tracks: Sequence[Any]) -> None:
    if track is not None and track not in tracks:
        raise PrizeRuleError(f"{noun}: there is no track {track!r}")


def _check_policies(rules: Rules) -> None:
    caps = rules.caps
    _require_one_of(rules.ties, ("share", "expand", "contract", "break"), "ties")
    _require_one_of(caps.scope, ("track", "direction"), "organisation_scope")
    _require_one_of(caps.method, ("sequential", "optimal"), "organisation_method")
    for name, most in (("per_entry", caps.per_entry), ("per_organisation", caps.per_organisation)):
        if most is not None:
            _require_count(most, name, least=1)
    if caps.method == "optimal" and rules.ties != "break":
        raise PrizeRuleError(
            f"the optimal cap needs a fixed number of places: ties 'break', not {rules.ties!r}"
        )
    _require_distinct(rules.chain, "tie-break key")


def _is_exact(value: Any) -> bool:
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def _require_count(value: Any, noun: str, *, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise PrizeRuleError(f"{noun} must be a whole number of at least {least}, not {value!r}")


def _require_one_of(value: str, known: Sequence[str], noun: str) -> None:
    if value not in known:
        raise PrizeRuleError(f"{noun} is one of {', '.join(known)}, not {value!r}")


def _require_distinct(labels: Sequence[Hashable], noun: str) -> None:
    twice = [label for label, times in Counter(labels).items() if times > 1]
    if twice:
        raise PrizeRuleError(f"{noun} {twice[0]!r} is there twice; keep one")
