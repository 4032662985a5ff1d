"""Frames that lie in partitions, perhaps on many machines: read by whoever has offered to.

What is in these layers works in memory. `scoring` itself makes the offer for what stands outside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Reader(Protocol):
    """What is made of a frame where its partitions are; only that comes here."""

    def table(self, frame: Any, columns: Any, unit: Any) -> Any: ...

    def reviews(self, frame: Any, weights: Any) -> Any: ...

    def aggregated(self, frame: Any, rule: Any) -> Any: ...

    def summed(self, frame: Any, weights: Any) -> Any: ...


_OFFERS: dict[str, Callable[[], Reader]] = {}


def offer(library: str, reader: Callable[[], Reader]) -> None:
    """Say who reads the frames of a library; the reader is asked for with the first of them."""
    _OFFERS[library] = reader


def reader_of(data: Any) -> Reader | None:
    """Whoever reads such data; None where it lies in memory."""
    offered = _OFFERS.get(type(data).__module__.partition(".")[0])
    return None if offered is None else offered()
