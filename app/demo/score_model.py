"""How good an entry really is in the demonstration, and how each judge sees it: severity and noise of their own."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from app.programmes.rulebook import CriterionRules

AVERAGE, SPREAD = 69.0, 6.0
SEVERITY_SPREAD, NOISE = 2.5, 5.0
BALLOT_BAR = 74.0
SITTING = 2  # of a live panel; another one gives other scores


class ScoreModel:
    """Chance by topic: the same entry and judge agree on the same score in every run."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def quality(self, number: str) -> float:
        """Of an entry, in points of a hundred; nobody in the season ever sees it."""
        return random.Random(f"{self._seed}/quality/{number}").gauss(AVERAGE, SPREAD)

    def severity(self, judge: str) -> float:
        """How many points a judge gives above (or below) the others."""
        return random.Random(f"{self._seed}/severity/{judge}").gauss(0, SEVERITY_SPREAD)

    def scores(
        self, *, number: str, judge: str, stage: str, criteria: Sequence[CriterionRules], live: bool = False
    ) -> dict[str, int]:
        """A judge's scores of an entry, on the scale and step of each criterion, in hundredths."""
        occasion = f"{stage}-{SITTING}" if live else stage
        chance = random.Random(f"{self._seed}/{occasion}/{number}/{judge}")
        level = self.quality(number) + self.severity(judge) + chance.gauss(0, NOISE)
        return {criterion.code: _on_scale(level + chance.gauss(0, 2.5), criterion) for criterion in criteria}

    def inclination(self, *, number: str, judge: str) -> float:
        """How well a member of a committee thinks of an entry: above the bar, the vote is yes."""
        chance = random.Random(f"{self._seed}/ballot/{number}/{judge}")
        return self.quality(number) + self.severity(judge) + chance.gauss(0, NOISE)

    def bar_for(self, wanted: int, voters: Mapping[str, Sequence[str]], majority: tuple[int, int]) -> float:
        """The bar that lets so many pass; `voters`: for each entry, who votes on it."""
        part, whole = majority
        decisive = []
        for number, judges in voters.items():
            found = sorted((self.inclination(number=number, judge=judge) for judge in judges), reverse=True)
            needed = -(-part * len(found) // whole)
            decisive.append(found[needed - 1] if found else BALLOT_BAR)
        decisive.sort(reverse=True)
        return sum(decisive[wanted - 1 : wanted + 1]) / len(decisive[wanted - 1 : wanted + 1])


def _on_scale(points: float, criterion: CriterionRules) -> int:
    steps = round((points * 100 - criterion.minimum) / criterion.step)
    return max(criterion.minimum, min(criterion.maximum, criterion.minimum + steps * criterion.step))
