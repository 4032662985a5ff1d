"""How the scores of a ranking are spread, for a chart and the table that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from app.core.i18n import number

WIDTHS = (1, 2, 5, 10)
MOST_BARS = 20
ALL = 100  # per cent


def histogram(scores: Sequence[tuple[int, int]], *, share: bool) -> dict[str, Any] | None:
    """`scores`: (whole points, how many), the lowest first; `share`: per cent of the votes. None where nothing is."""
    if not scores:
        return None
    lowest, highest = scores[0][0], scores[-1][0]
    width = next((w for w in WIDTHS if highest // w - lowest // w < MOST_BARS), WIDTHS[-1])
    counts: Counter[int] = Counter()
    for score, count in scores:
        counts[score // width] += count
    bars = range(lowest // width, highest // width + 1)
    labels = [_label(bar * width, width, most=ALL if share else None) for bar in bars]
    what = gettext("Share of yes, in per cent") if share else gettext("Score, in whole points")
    caption = gettext("How the votes are spread") if share else gettext("How the scores are spread")
    return {
        "data": {
            "kind": "bar",
            "x": labels,
            "x_name": what,
            "y_name": gettext("Entries"),
            "series": [{"name": gettext("Entries"), "data": [counts[bar] for bar in bars]}],
        },
        "table": {
            "caption": caption,
            "columns": [what, gettext("Entries")],
            "numbers": [1],
            "rows": [(label, number(counts[bar])) for label, bar in zip(labels, bars, strict=True)],
        },
    }


def _label(start: int, width: int, *, most: int | None) -> str:
    end = start + width - 1
    end = end if most is None else min(end, most)
    return str(start) if start == end else f"{start}–{end}"
