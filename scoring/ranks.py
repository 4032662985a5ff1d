"""Places from whole numbers: equal is equal, by every rule for ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.cells import sorted_order
from scoring.codes import encode
from scoring.errors import ColumnError, MethodError

Ties = Literal["min", "max", "dense", "ordinal", "average"]
TIES: tuple[Ties, ...] = ("min", "max", "dense", "ordinal", "average")


def ranks(
    keys: NDArray[np.int64],
    *,
    ties: Ties = "min",
    within: Sequence[Any] | None = None,
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
    order = _order(group, keys if lower_is_better else -keys)
    result = np.empty(keys.size, dtype=np.float64 if ties == "average" else np.int64)
    result[order] = _places(group[order], keys[order], ties)
    return result


def by_entry(
    entries: Sequence[Any], within: Sequence[Any] | Mapping[Any, Any] | None
) -> Sequence[Any] | None:
    """The group of each entry, in their order, from a sequence or from a mapping by label."""
    if not isinstance(within, Mapping):
        return within
    missing = [entry for entry in entries if entry not in within]
    if missing:
        raise ColumnError("it is in no group to be ranked in; add it to the mapping", entry=missing[0])
    return [within[entry] for entry in entries]


def _groups(within: Sequence[Any] | None, size: int) -> NDArray[np.int32]:
    if within is None:
        return np.zeros(size, dtype=np.int32)
    if len(within) != size:
        raise ColumnError(f"{size} entries cannot be ranked within {len(within)} groups; give one for each")
    return encode(within, "group")[1]


def _order(group: NDArray[np.int32], key: NDArray[np.int64]) -> NDArray[np.int64]:
    low, high = int(key.min()), int(key.max())
    if high - low >= 2**31:
        return np.lexsort((key, group)).astype(np.int64)
    return sorted_order([(group, int(group.max()) + 1), (key - low, high - low + 1)])


def _places(group: NDArray[np.int32], key: NDArray[np.int64], ties: Ties) -> NDArray[Any]:
    """Places of keys that already stand in order, group by group."""
    position: NDArray[np.int64] = np.arange(key.size, dtype=np.int64)
    new_group = np.append(True, group[1:] != group[:-1])
    new_block = new_group | np.append(True, key[1:] != key[:-1])
    start: NDArray[np.int64] = position[new_group][np.cumsum(new_group) - 1]
    if ties == "ordinal":
        return position - start + 1
    block: NDArray[np.int64] = np.cumsum(new_block) - 1
    if ties == "dense":
        return block - block[start] + 1
    first = np.flatnonzero(new_block)
    last = np.append(first[1:], key.size) - 1
    edge = {"min": first, "max": last, "average": (first + last) / 2}[ties]
    places: NDArray[Any] = edge[block] - start + 1
    return places
