"""One measured line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    measured: str
    limit: str
    kept: bool


def milliseconds(what: str, seconds: float, limit: float) -> Row:
    return Row(what, f"{seconds * 1000:.1f} ms CPU", f"{limit:.0f} ms", seconds * 1000 <= limit)


def seconds(what: str, wall: float, limit: float, *, cpu: float | None = None) -> Row:
    beside = f" ({cpu:.0f} CPU)" if cpu is not None else ""
    return Row(what, f"{wall:.1f} s{beside}", f"{limit:.0f} s", wall <= limit)
