"""How the scores of a ranking are spread: the bars of a drawing, and the table that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.core.i18n import number

WIDTHS = (1, 2, 5, 10)
MOST_BARS = 20
ALL = 100  # per cent
FOOT = 200  # pixels from the top of the drawing to the foot of the bars
FIRST, LAST = 8.0, 100.0  # per cent of the width, beside the numbers of the scale
MOST_NAMES = 6  # more would run into each other on a phone


@dataclass(frozen=True, slots=True)
class Bar:
    """Across in per cent of the drawing's width, up and down in pixels; `named`: whether a phone shows its name."""

    name: str
    count: int
    x: float
    width: float
    y: float
    height: float
    named: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Tick:
    count: int
    y: float


@dataclass(frozen=True, slots=True)
class Histogram:
    caption: str
    across: str
    upwards: str
    bars: list[Bar]
    ticks: list[Tick]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(bar.name, number(bar.count)) for bar in self.bars]


def histogram(scores: Sequence[tuple[int, int]], *, share: bool) -> Histogram | None:
    """`scores`: (whole points, how many), the lowest first; `share`: per cent of the votes. None where nothing is."""
    if not scores:
        return None
    counts = _counts(scores, most=ALL if share else None)
    ticks = _ticks(max(counts.values()))
    return Histogram(
        caption=gettext("How the votes are spread") if share else gettext("How the scores are spread"),
        across=gettext("Share of yes, in per cent") if share else gettext("Score, in whole points"),
        upwards=gettext("Entries"),
        bars=_bars(counts, top=ticks[-1]),
        ticks=[Tick(tick, _height(tick, ticks[-1])[0]) for tick in ticks],
    )


def _counts(scores: Sequence[tuple[int, int]], *, most: int | None) -> dict[str, int]:
    """How many rows each bar holds, by the bar's name."""
    lowest, highest = scores[0][0], scores[-1][0]
    width = next((w for w in WIDTHS if highest // w - lowest // w < MOST_BARS), WIDTHS[-1])
    counts: Counter[int] = Counter()
    for score, count in scores:
        counts[score // width] += count
    bars = range(lowest // width, highest // width + 1)
    return {_name(bar * width, width, most=most): counts[bar] for bar in bars}


def _name(start: int, width: int, *, most: int | None) -> str:
    end = start + width - 1
    end = end if most is None else min(end, most)
    return str(start) if start == end else f"{start}–{end}"


def _ticks(highest: int) -> list[int]:
    """Round numbers from nothing to the highest bar, four steps at most."""
    step = next(
        step
        for power in range(9)
        for step in (10**power, 2 * 10**power, 5 * 10**power)
        if step * 4 >= highest
    )
    return list(range(0, highest + step, step))


def _bars(counts: dict[str, int], *, top: int) -> list[Bar]:
    across = (LAST - FIRST) / len(counts)
    every = -(-len(counts) // MOST_NAMES)
    return [
        Bar(
            name,
            count,
            round(FIRST + place * across + across * 0.1, 2),
            round(across * 0.8, 2),
            *_height(count, top),
            named=place % every == 0,
        )
        for place, (name, count) in enumerate(counts.items())
    ]


def _height(count: int, top: int) -> tuple[float, float]:
    """Where a bar of so many begins, and how high it is."""
    height = round(count * (FOOT - 24) / top, 1)
    return FOOT - height, height
