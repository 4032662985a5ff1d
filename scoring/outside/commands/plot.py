"""A plot of dots and ranges as SVG, drawn without a plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

LABELS, WIDTH, ROW, MARGIN = 220, 560, 22, 40
TICKS = 5


@dataclass(frozen=True)
class Line:
    """One row: its label, the value, the range it lies in, and single points behind it."""

    label: str
    value: float
    low: float
    high: float
    points: tuple[float, ...] = ()


def dots(lines: Sequence[Line], *, title: str, axis: str) -> str:
    """The rows from top to bottom over one common axis; an SVG document."""
    low = min(min(line.low, *line.points, line.value) for line in lines)
    high = max(max(line.high, *line.points, line.value) for line in lines)
    frame = _Frame(low, high if high > low else low + 1)
    height = MARGIN * 2 + ROW * len(lines)
    body = [frame.row(line, MARGIN + ROW * n + ROW // 2) for n, line in enumerate(lines)]
    return "\n".join(
        [
            _opening(LABELS + WIDTH + MARGIN, height, title),
            f'<text x="{LABELS}" y="18" font-size="14">{escape(title)}</text>',
            *frame.axis(height - MARGIN, axis),
            *body,
            "</svg>",
        ]
    )


def _opening(width: int, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12" role="img" aria-label="{escape(title)}">'
    )


@dataclass(frozen=True)
class _Frame:
    low: float
    high: float

    def at(self, value: float) -> str:
        return f"{LABELS + WIDTH * (value - self.low) / (self.high - self.low):.1f}"

    def row(self, line: Line, y: int) -> str:
        behind = "".join(f'<circle cx="{self.at(p)}" cy="{y}" r="2.5" fill="#999"/>' for p in line.points)
        return (
            f'<text x="{LABELS - 10}" y="{y + 4}" text-anchor="end">{escape(line.label)}</text>'
            f'<line x1="{self.at(line.low)}" x2="{self.at(line.high)}" y1="{y}" y2="{y}" stroke="#bbb"/>'
            f'{behind}<circle cx="{self.at(line.value)}" cy="{y}" r="4" fill="#0b5cad"/>'
        )

    def axis(self, y: int, name: str) -> list[str]:
        step = _round_step((self.high - self.low) / TICKS)
        first = -floor(-self.low / step)
        marks = [n * step for n in range(first, floor(self.high / step) + 1)]
        ticks = [
            f'<line x1="{self.at(m)}" x2="{self.at(m)}" y1="{MARGIN - 10}" y2="{y}" stroke="#eee"/>'
            f'<text x="{self.at(m)}" y="{y + 16}" text-anchor="middle">{m:g}</text>'
            for m in marks
        ]
        return [*ticks, f'<text x="{LABELS + WIDTH}" y="{y + 32}" text-anchor="end">{escape(name)}</text>']


def _round_step(step: float) -> float:
    """The next larger of 1, 2, 5 times a power of ten."""
    power = 10 ** floor(log10(step))
    return float(next(factor for factor in (1, 2, 5, 10) if factor * power >= step) * power)
