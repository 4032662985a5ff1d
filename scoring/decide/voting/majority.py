"""Yes, no or abstained on each candidate: whether yes reaches the majority, with a quorum; an order by share of yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scoring.data.errors import VoteError
from scoring.data.labels import clean_keys
from scoring.decide.voting.ballots import in_order

if TYPE_CHECKING:
    import pandas as pd

Share = tuple[int, int]


@dataclass(frozen=True)
class Approved:
    """One candidate's count: `yes` of `base` ballots; `rank` from 1, those equal sharing the first."""

    label: Any
    yes: int
    base: int
    passed: bool
    rank: int

    @property
    def share(self) -> Fraction:
        """Exact, higher is better: fit to be ranked as it is."""
        return Fraction(self.yes, self.base) if self.base else Fraction(0)


@dataclass(frozen=True)
class ApprovalResult:
    """`counts` stand in order, the largest share first; without a quorum nobody has passed."""

    counts: tuple[Approved, ...]
    ballots_cast: int
    members: int
    quorum: Share
    majority: Share
    quorum_met: bool

    @property
    def passed(self) -> tuple[Any, ...]:
        return tuple(count.label for count in self.counts if count.passed)

    @property
    def ties(self) -> tuple[tuple[Any, ...], ...]:
        """Labels of equal share, each such group in order."""
        groups = (tuple(c.label for c in group) for _, group in groupby(self.counts, lambda c: c.rank))
        return tuple(group for group in groups if len(group) > 1)

    def of(self, label: Any) -> Approved:
        for count in self.counts:
            if count.label == label:
                return count
        raise KeyError(label)

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = ["rank", "label", "yes", "base", "passed"]
        rows = [[getattr(count, name) for name in columns] for count in self.counts]
        return pd.DataFrame(rows, columns=columns)


def approval(
    *,
    yes: Mapping[Any, int],
    base: Mapping[Any, int],
    ballots_cast: int,
    members: int,
    quorum: Share = (2, 3),
    majority: Share = (2, 3),
) -> ApprovalResult:
    """Count a secret approval ballot in whole numbers.

    `base` of a candidate is the ballots cast less its recused members. The quorum is met when
    ballots_cast / members reaches `quorum`, a candidate passes when yes / base reaches `majority`;
    both are compared as cross products, never as decimals. A base of 0 passes nobody.

    Raises VoteError where the counts contradict each other.
    """
    yes, base = clean_keys(yes, "candidate"), clean_keys(base, "candidate")
    for noun, share in (("quorum", quorum), ("majority", majority)):
        _check_share(noun, share)
    _check_turnout(ballots_cast, members)
    _check_counts(yes, base, ballots_cast)
    met = ballots_cast > 0 and ballots_cast * quorum[1] >= members * quorum[0]
    shares = {label: Fraction(yes[label], base[label] or 1) for label in in_order(yes)}
    counts: list[Approved] = []
    for label in sorted(shares, key=shares.__getitem__, reverse=True):
        reached = base[label] > 0 and yes[label] * majority[1] >= base[label] * majority[0]
        ahead = sum(share > shares[label] for share in shares.values())
        counts.append(Approved(label, yes[label], base[label], met and reached, ahead + 1))
    return ApprovalResult(tuple(counts), ballots_cast, members, quorum, majority, met)


def _check_share(noun: str, share: Share) -> None:
    whole = len(share) == 2 and all(_is_count(part) for part in share)
    if not whole or not 0 < share[0] <= share[1]:
        raise VoteError(f"the {noun} is a share (numerator, denominator) of at most one, not {share!r}")


def _check_turnout(ballots_cast: int, members: int) -> None:
    counts = _is_count(members) and _is_count(ballots_cast)
    if not counts or not 0 <= ballots_cast <= members or not members:
        raise VoteError(f"{ballots_cast!r} ballots of {members!r} members cannot be; correct the counts")


def _check_counts(yes: Mapping[Any, int], base: Mapping[Any, int], ballots_cast: int) -> None:
    if not yes:
        raise VoteError("there is no candidate to vote on")
    if set(yes) != set(base):
        odd = sorted(map(repr, set(yes) ^ set(base)))
        raise VoteError(f"yes and base must name the same candidates; {odd[0]} is only in one of them")
    for label in yes:
        fits = _is_count(yes[label]) and _is_count(base[label])
        if not fits or not 0 <= yes[label] <= base[label] <= ballots_cast:
            raise VoteError(
                f"candidate {label!r}: {yes[label]!r} yes of a base of {base[label]!r} with "
                f"{ballots_cast} ballots cast cannot be; correct the counts"
            )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
