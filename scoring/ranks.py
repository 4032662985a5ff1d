"""Places from whole numbers: equal is equal, by every rule for ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.codes import Codes, Column, dense, first_seen
from scoring.errors import ColumnError, MethodError
from scoring.labels import clean

Ties = Literal["min", "max", "dense", "ordinal", "average"]
TIES: tuple[Ties, ...] = ("min", "max", "dense", "ordinal", "average")


def ranks(
    keys: NDArray[np.int64],
    *,
    ties: Ties = "min",
    within: Column | None = None,
    lower_is_better: bool = False,
) -> NDArray[Any]:
    """Places from 1, the largest key first; with `within`, counted afresh in each of its groups.

    `ties`: "min" 1224, "max" 1334, "dense" 1223, "ordinal" 1234 in the order given (for lists only,
    it decides nothing), "average" 1 2.5 2.5 4 (float64); all but the last are int64.
    """
    if ties not in TIES:
        raise MethodError(f"ties is one of {', '.join(TIES)}, not {ties!r}")
    if not keys.size:
        return np.zeros(0, dtype=np.float64 if ties == "average" else np.int64)
    group = _groups(within, keys.size)
    blocks = _blocks(group, keys if lower_is_better else -keys)
    return blocks.ordinal() if ties == "ordinal" else blocks.places(ties)[blocks.member]


def by_entry(entries: Sequence[Any], within: Column | Mapping[Any, Any] | None) -> Column | None:
    """The group of each entry, in their order, from a sequence or from a mapping by label."""
    if not isinstance(within, Mapping):
        return within
    missing = [entry for entry in entries if entry not in within]
    if missing:
        raise ColumnError("it is in no group to be ranked in; add it to the mapping", entry=missing[0])
    return [within[entry] for entry in entries]


def _groups(within: Column | None, size: int) -> Codes:
    if within is None:
        return np.zeros(size, dtype=np.int32)
    if len(within) != size:
        raise ColumnError(f"{size} entries cannot be ranked within {len(within)} groups; give one for each")
    if isinstance(within, np.ndarray) and within.dtype.kind in "iu":
        return dense(within)[1]
    labels, codes = first_seen(within, "group")
    number = first_seen([clean(label) for label in labels], "group")[1]
    return number[codes]


@dataclass(frozen=True, eq=False)
class _Blocks:
    """Runs of equal keys, best first, group after group; `member` says to which one each key belongs."""

    member: Codes
    group: NDArray[np.int64]

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """How many keys, of all groups, stand before each block; one more for the end."""
        return np.append(0, np.cumsum(np.bincount(self.member)))

    @cached_property
    def opening(self) -> NDArray[np.int64]:
        """For every block the first block of its group."""
        return np.searchsorted(self.group, self.group)

    def places(self, ties: Ties) -> NDArray[Any]:
        if ties == "dense":
            return np.arange(self.group.size) - self.opening + 1
        before, end = self.first[:-1], self.first[1:]
        edge: dict[str, NDArray[Any]] = {"min": before + 1, "max": end, "average": (before + 1 + end) / 2}
        places: NDArray[Any] = edge[ties] - before[self.opening]
        return places

    def ordinal(self) -> NDArray[np.int64]:
        order = np.argsort(self.member, kind="stable")
        result = np.empty(order.size, dtype=np.int64)
        result[order] = np.arange(1, order.size + 1)
        return result - self.first[:-1][self.opening[self.member]]


def _blocks(group: Codes, key: NDArray[np.int64]) -> _Blocks:
    distinct, place = dense(key)
    joint, member = dense(group.astype(np.int64) * distinct.size + place)
    return _Blocks(member, joint // distinct.size)
