"""The single transferable vote: several winners, each voter's paper counting in full once.

Droop quota, surpluses passed on by fractional transfer of all the papers that elected (weighted
inclusive Gregory), exact fractions throughout. A tie for exclusion, or for whose surplus goes first,
is looked up backwards through the earlier rounds; one that no round tells apart must be settled by
`order`, or is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from scoring.errors import VoteError
from scoring.voting.ballots import Ballot, read

if TYPE_CHECKING:
    import pandas as pd

Step = Literal["elected", "excluded", "surplus", "remaining"]


@dataclass(frozen=True)
class Round:
    """The tally a round began with, and what then happened to whom.

    `step` is "elected" (reached the quota), "surplus" (votes above the quota go on at `value` each),
    "excluded" (fewest votes; papers go on), or "remaining" (as many left as places).
    """

    number: int
    tally: Mapping[Any, Fraction]
    exhausted: Fraction
    step: Step
    who: tuple[Any, ...]
    value: Fraction = Fraction(1)
    tie_broken: str = ""

    @property
    def text(self) -> str:
        names = ", ".join(map(str, self.who))
        sentences = {
            "elected": f"{names} reached the quota and is elected.",
            "surplus": f"The surplus of {names} goes on, each paper at {self.value} of its value.",
            "excluded": f"{names} has the fewest votes and is excluded; the papers go on.",
            "remaining": f"As many are left as places: {names} elected.",
        }
        return sentences[self.step] + (f" {self.tie_broken}" if self.tie_broken else "")


@dataclass(frozen=True)
class STVResult:
    """`elected` in the order of election."""

    elected: tuple[Any, ...]
    quota: int
    rounds: tuple[Round, ...]

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
        raise VoteError(f"{seats!r} seats for {len(known)} candidates cannot be filled; correct the number")
    count = _Count(read_in, known, seats, order=order)
    while len(count.elected) < seats:
        count.advance()
    return STVResult(tuple(count.elected), count.quota, tuple(count.rounds))


@dataclass
class _Paper:
    """Equal papers: their preferences, their common value, and how far they have been passed on."""

    choices: tuple[Any, ...]
    value: Fraction
    place: int = 0


class _Count:
    def __init__(
        self, ballots: Sequence[Ballot], known: Sequence[Any], seats: int, *, order: Sequence[Any]
    ) -> None:
        self.seats, self.order = seats, order
        self.quota = sum(ballot.voters for ballot in ballots) // (seats + 1) + 1
        self.piles: dict[Any, list[_Paper]] = {label: [] for label in known}
        self.running = list(known)
        self.elected: list[Any] = []
        self.surpluses: list[Any] = []
        self.exhausted = Fraction(0)
        self.rounds: list[Round] = []
        for ballot in ballots:
            self._pass_on(_Paper(ballot.ranked, Fraction(ballot.voters)))

    def advance(self) -> None:
        """One round: elect, else pass on a surplus, else exclude; or elect all who are left."""
        tally = self._tally()
        reached = [label for label in self.running if tally[label] >= self.quota]
        if len(self.running) + len(self.elected) <= self.seats:
            self._elect("remaining", tally, self._in_order(self.running, tally))
        elif reached:
            self._elect("elected", tally, self._in_order(reached, tally))
        elif self.surpluses:
            self._transfer_surplus(tally)
        else:
            self._exclude(tally)

    def _tally(self) -> dict[Any, Fraction]:
        return {label: sum((p.value for p in pile), Fraction(0)) for label, pile in self.piles.items()}

    def _elect(self, step: Step, tally: Mapping[Any, Fraction], who: Sequence[Any]) -> None:
        self._note(step, tally, tuple(who))
        for label in who:
            self.running.remove(label)
            self.elected.append(label)
            if tally[label] > self.quota:
                self.surpluses.append(label)

    def _transfer_surplus(self, tally: Mapping[Any, Fraction]) -> None:
        most = max(tally[label] for label in self.surpluses)
        label, why = self._settle([c for c in self.surpluses if tally[c] == most], most=True)
        share = (tally[label] - self.quota) / tally[label]
        self._note("surplus", tally, (label,), value=share, why=why)
        self.surpluses.remove(label)
        moving = [_Paper(p.choices, p.value * share, p.place) for p in self.piles[label]]
        for paper in self.piles[label]:
            paper.value *= 1 - share
        for paper in moving:
            self._pass_on(paper)

    def _exclude(self, tally: Mapping[Any, Fraction]) -> None:
        fewest = min(tally[label] for label in self.running)
        label, why = self._settle([c for c in self.running if tally[c] == fewest], most=False)
        self._note("excluded", tally, (label,), why=why)
        self.running.remove(label)
        papers, self.piles[label] = self.piles[label], []
        for paper in papers:
            self._pass_on(paper)

    def _pass_on(self, paper: _Paper) -> None:
        """To the next choice still running; without one the paper is exhausted."""
        while paper.place < len(paper.choices) and paper.choices[paper.place] not in self.running:
            paper.place += 1
        if paper.place < len(paper.choices):
            self.piles[paper.choices[paper.place]].append(paper)
        else:
            self.exhausted += paper.value

    def _settle(self, tied: list[Any], *, most: bool) -> tuple[Any, str]:
        """One of the tied: by the latest earlier round that differs, else by the given order."""
        if len(tied) == 1:
            return tied[0], ""
        for earlier in reversed(self.rounds):
            edge = (max if most else min)(earlier.tally[label] for label in tied)
            tied = [label for label in tied if earlier.tally[label] == edge]
            if len(tied) == 1:
                return tied[0], f"The tie was settled by round {earlier.number}."
        if any(label not in self.order for label in tied):
            raise VoteError(f"{tied} are tied and no round tells them apart; record an order that names them")
        place = (min if most else max)(self.order.index(label) for label in tied)
        return self.order[place], "The tie was settled by the recorded order."

    def _in_order(self, labels: Sequence[Any], tally: Mapping[Any, Fraction]) -> list[Any]:
        return sorted(labels, key=lambda label: tally[label], reverse=True)

    def _note(
        self,
        step: Step,
        tally: Mapping[Any, Fraction],
        who: tuple[Any, ...],
        *,
        value: Fraction = Fraction(1),
        why: str = "",
    ) -> None:
        self.rounds.append(Round(len(self.rounds) + 1, dict(tally), self.exhausted, step, who, value, why))
