"""The rounds of a transferable vote: elect, else pass on a surplus, else exclude."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from scoring.decide.voting.ballots import Ballot

Step = Literal["elected", "excluded", "surplus", "remaining"]
IDLE = "The tie decides nothing: every order elects the same."


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
            "surplus": f"The surplus of {names} goes on, each vote at {self.value} of its value.",
            "excluded": f"{names} has the fewest votes and is excluded; the votes go on.",
            "remaining": f"As many are left as places: {names} elected.",
        }
        return sentences[self.step] + (f" {self.tie_broken}" if self.tie_broken else "")


@dataclass
class Paper:
    """Equal papers: their preferences, their common value, and how far they have been passed on."""

    choices: tuple[Any, ...]
    value: Fraction
    place: int = 0


class OpenTie(Exception):
    """No round and no recorded order tells the tied apart."""

    def __init__(self, tied: Sequence[Any]) -> None:
        self.tied = tied
        super().__init__(tied)


class Count:
    """A count as far as it has got."""

    def __init__(
        self, ballots: Sequence[Ballot], known: Sequence[Any], seats: int, *, order: Sequence[Any]
    ) -> None:
        self.seats, self.order = seats, order
        self.quota = sum(ballot.voters for ballot in ballots) // (seats + 1) + 1
        self.chosen: tuple[Any, str] | None = None
        self.piles: dict[Any, list[Paper]] = {label: [] for label in known}
        self.running = list(known)
        self.elected: list[Any] = []
        self.surpluses: list[Any] = []
        self.exhausted = Fraction(0)
        self.rounds: list[Round] = []
        alike: Counter[tuple[Any, ...]] = Counter()
        for ballot in ballots:
            alike[ballot.ranked] += ballot.voters
        for choices, voters in alike.items():
            self._pass_on(Paper(choices, Fraction(voters)))

    def run(self) -> Sequence[Any]:
        """Count on to the end, or to a tie that somebody must settle: the tied, before the round that met them."""
        while len(self.elected) < self.seats:
            try:
                self._advance()
            except OpenTie as tie:
                return tie.tied
        return ()

    def choosing(self, label: Any, why: str = "") -> Count:
        """A copy that stands at an open tie and settles it by that one of the tied."""
        fork = copy(self)
        fork.piles = {name: [replace(paper) for paper in pile] for name, pile in self.piles.items()}
        for name in ("running", "elected", "surpluses", "rounds"):
            setattr(fork, name, list(getattr(self, name)))
        fork.chosen = label, why
        return fork

    def state(self) -> str:
        """All that the rounds to come depend on."""
        ahead = [*self.running, *self.surpluses]
        piles = [sorted((repr(p.choices), p.place, p.value) for p in self.piles[label]) for label in ahead]
        history = [[earlier.tally[label] for label in ahead] for earlier in self.rounds]
        return repr((ahead, sorted(map(repr, self.elected)), piles, history))

    def _advance(self) -> None:
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
        moving = [Paper(p.choices, p.value * share, p.place) for p in self.piles[label]]
        for paper in self.piles[label]:
            paper.value *= 1 - share
        for paper in moving:
            self._pass_on(paper)

    def _exclude(self, tally: Mapping[Any, Fraction]) -> None:
        fewest = min(tally[label] for label in self.running)
        tied = [label for label in self.running if tally[label] == fewest]
        # Without a vote no paper moves: if all of them can go, they go one after the other, and nothing else happens.
        idle = not fewest and len(self.running) - len(tied) + len(self.elected) >= self.seats
        label, why = self._settle(tied, most=False, idle=idle)
        self._note("excluded", tally, (label,), why=why)
        self.running.remove(label)
        papers, self.piles[label] = self.piles[label], []
        for paper in papers:
            self._pass_on(paper)

    def _pass_on(self, paper: Paper) -> None:
        """To the next choice still running; without one the paper is exhausted."""
        while paper.place < len(paper.choices) and paper.choices[paper.place] not in self.running:
            paper.place += 1
        if paper.place < len(paper.choices):
            self.piles[paper.choices[paper.place]].append(paper)
        else:
            self.exhausted += paper.value

    def _settle(self, tied: list[Any], *, most: bool, idle: bool = False) -> tuple[Any, str]:
        """One of the tied: by the latest earlier round that differs, else by the given order.

        `idle`: it makes no difference which.
        """
        if len(tied) == 1:
            return tied[0], ""
        for earlier in reversed(self.rounds):
            edge = (max if most else min)(earlier.tally[label] for label in tied)
            tied = [label for label in tied if earlier.tally[label] == edge]
            if len(tied) == 1:
                return tied[0], f"The tie was settled by round {earlier.number}."
        if self.chosen is not None:
            picked, self.chosen = self.chosen, None
            return picked
        if any(label not in self.order for label in tied):
            if idle:
                return tied[0], IDLE
            raise OpenTie(tied)
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
