"""The single transferable vote: several winners, each voter's paper counting in full once.

Droop quota of the papers that are not blank, surpluses passed on by fractional transfer of all the
papers that elected (weighted inclusive Gregory), exact fractions throughout. A tie for exclusion, or for
whose surplus goes first, is looked up backwards through the earlier rounds. One that no round tells apart
is settled by `order`, a recorded draw, and without it refused by name, unless every order that the draw
could give elects the same candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.data.errors import VoteError
from scoring.data.labels import clean
from scoring.decide.voting.ballots import Ballot, read
from scoring.decide.voting.transferable_count import IDLE, Count, Round

if TYPE_CHECKING:
    import pandas as pd

MOST_TRIED = 1000
"""Ties beyond the first that are followed up to see whether a draw decides; where there are more, it is asked for."""


@dataclass(frozen=True)
class STVResult:
    """`elected` in the order of election; `blank` papers count towards no quota."""

    elected: tuple[Any, ...]
    quota: int
    rounds: tuple[Round, ...]
    blank: int = 0

    def to_frame(self) -> pd.DataFrame:
        """One row a round: the tally of each candidate and what happened."""
        import pandas as pd

        rows = [
            {"round": r.number, **{str(k): float(v) for k, v in r.tally.items()}, "event": r.text}
            for r in self.rounds
        ]
        return pd.DataFrame(rows)


def stv(
    ballots: Iterable[Ballot | Sequence[Any]],
    seats: int,
    *,
    candidates: Sequence[Any] | None = None,
    order: Sequence[Any] = (),
) -> STVResult:
    """Elect `seats` candidates from ranked ballots.

    `order` settles ties that no earlier round tells apart, the first one ahead (a recorded draw).

    Raises VoteError for ballots that rank wrongly, too few candidates, or a tie left to chance.
    """
    read_in, known = read(ballots, candidates, ties_allowed=False)
    if isinstance(seats, bool) or not isinstance(seats, int) or not 1 <= seats <= len(known):
        raise VoteError(f"{seats!r} places for {len(known)} candidates cannot be filled; correct the number")
    valid = [ballot for ballot in read_in if ballot.ranked]
    if not valid:
        raise VoteError("every ballot is blank; nobody can be elected by them")
    count = Count(valid, known, seats, order=tuple(map(clean, order)))
    while tied := count.run():
        if _decides(count, tied):
            raise VoteError(f"{tied} are tied and no round tells them apart; record an order that names them")
        count = count.choosing(tied[0], IDLE)
    blank = sum(ballot.voters for ballot in read_in if not ballot.ranked)
    return STVResult(tuple(count.elected), count.quota, tuple(count.rounds), blank)


def _decides(count: Count, tied: Sequence[Any]) -> bool:
    """Whether two orders of the tied, and of those tied later on, elect different candidates."""
    elected: set[frozenset[Any]] = set()
    seen: set[str] = set()
    waiting = [count.choosing(label) for label in tied]
    while waiting:
        one = waiting.pop()
        further = one.run()
        if not further:
            elected.add(frozenset(one.elected))
        elif (state := one.state()) not in seen:
            seen.add(state)
            waiting += [one.choosing(label) for label in further]
        if len(elected) > 1 or len(seen) > MOST_TRIED:
            return True
    return False
