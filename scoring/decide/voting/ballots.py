"""Ranked ballots, checked once for every method that reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scoring.data.errors import VoteError
from scoring.data.labels import clean

Group = tuple[Any, ...]
"""Candidates given the same place."""


@dataclass(frozen=True)
class Ballot:
    """Groups of candidates from the best place on, and how many voters handed in the same."""

    groups: tuple[Group, ...]
    voters: int = 1

    @property
    def ranked(self) -> tuple[Any, ...]:
        return tuple(label for group in self.groups for label in group)


def read(
    ballots: Iterable[Ballot | Sequence[Any]], candidates: Sequence[Any] | None, *, ties_allowed: bool
) -> tuple[tuple[Ballot, ...], tuple[Any, ...]]:
    """Ballots in one form, and the candidates in order.

    A plain sequence ranks its labels one by one; a tuple, set or frozenset among them is a group
    on one place. Candidates that a ballot leaves out stand below all that it ranks.
    """
    checked = tuple(_as_ballot(ballot, number) for number, ballot in enumerate(ballots))
    if not checked:
        raise VoteError("there are no ballots")
    named = dict.fromkeys(label for ballot in checked for label in ballot.ranked)
    order = tuple(in_order(named if candidates is None else candidates))
    twice = [one for one, other in pairwise(order) if one == other]
    if twice:
        raise VoteError(f"the candidate {twice[0]!r} is listed twice; keep one")
    for number, ballot in enumerate(checked):
        _check(ballot, number, set(order), ties_allowed=ties_allowed)
    return checked, order


def _as_ballot(ballot: Ballot | Sequence[Any], number: int) -> Ballot:
    if isinstance(ballot, Ballot):
        return Ballot(tuple(tuple(map(clean, group)) for group in ballot.groups), ballot.voters)
    if not isinstance(ballot, Sequence) or isinstance(ballot, str):
        raise VoteError(f"ballot {number} must be a list, the best first, not {ballot!r}")
    groups = (tuple(in_order(p)) if isinstance(p, (tuple, set, frozenset)) else (clean(p),) for p in ballot)
    return Ballot(tuple(groups))


def _check(ballot: Ballot, number: int, known: set[Any], *, ties_allowed: bool) -> None:
    place = f"ballot {number} (the first is 0)"
    if isinstance(ballot.voters, bool) or not isinstance(ballot.voters, int) or ballot.voters < 1:
        raise VoteError(f"{place}: the voters must be a whole number of at least 1, not {ballot.voters!r}")
    ranked = ballot.ranked
    twice = [label for label in ranked if ranked.count(label) > 1]
    if twice:
        raise VoteError(f"{place} ranks {twice[0]!r} twice; it is void or must be corrected")
    unknown = [label for label in ranked if label not in known]
    if unknown:
        raise VoteError(f"{place} ranks {unknown[0]!r}, who is no candidate")
    if not ties_allowed and any(len(group) != 1 for group in ballot.groups):
        raise VoteError(f"{place} gives one place to several; this count needs one candidate a place")


def in_order(labels: Iterable[Any]) -> list[Any]:
    """As they count, sorted, so that nothing depends on the order things come in."""
    try:
        return sorted(map(clean, labels))
    except TypeError:
        raise VoteError("candidates must be of one type that has an order") from None


def all_groups(ballot: Ballot, order: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The ballot's groups, and a last one of those it leaves out."""
    left_out = tuple(label for label in order if label not in ballot.ranked)
    return [*ballot.groups, left_out] if left_out else list(ballot.groups)


def places(ranking: Sequence[Sequence[Any]]) -> list[tuple[int, Any]]:
    """(place, label): those of a group share the better place."""
    found: list[tuple[int, Any]] = []
    for group in ranking:
        place = len(found) + 1
        found += [(place, label) for label in group]
    return found
