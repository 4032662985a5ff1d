"""Labels as int32 codes, numbered in sorted order so that no result depends on the order of rows.

Tracks are coded alike, given in the order of entries or by label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ColumnError, LabelError
from scoring.data.labels import Respelled, clean, respelled

Codes = NDArray[np.int32]
Column = Sequence[Any] | NDArray[Any]
Tracks = Sequence[Any] | NDArray[Any] | Mapping[Any, Any]


class Factorized(NamedTuple):
    """The distinct labels in sorted order, for every row the number of its label, and what was spelt otherwise."""

    labels: tuple[Any, ...]
    codes: Codes
    respelled: tuple[Respelled, ...] = ()


@runtime_checkable
class Numbered(Protocol):
    """A column that can number its labels itself: as they first occur, missing ones as -1."""

    def first_seen(self) -> tuple[list[Any], Codes]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, row: int) -> Any: ...


def factorize(column: Column | Numbered, noun: str) -> Factorized:
    """The column's labels as they count (see `labels.clean`), numbered."""
    if isinstance(column, np.ndarray) and column.dtype.kind in "iu":
        distinct, numbers = dense(column)
        return Factorized(tuple(distinct.tolist()), numbers)
    written, codes = column.first_seen() if isinstance(column, Numbered) else first_seen(column, noun)
    if codes.min() < 0:
        raise _missing(noun, int(np.argmin(codes)))
    labels = [clean(label) for label in written]
    ordered = sorted_labels(labels, noun, lambda code: int(np.argmax(codes == code)))
    return Factorized(ordered, renumber(labels, ordered)[codes], respelled(noun, written, labels))


def sorted_labels(labels: Sequence[Any], noun: str, row: Callable[[int], int | None]) -> tuple[Any, ...]:
    """The labels in order, all of one orderable type; `row` tells where the label of a code stands."""
    usual = type(labels[0])
    for code, label in enumerate(labels):
        if _is_missing(label):
            raise _missing(noun, row(code))
        if isinstance(label, float):
            raise LabelError(f"the {noun} {label!r} is no label; use text or whole numbers", row=row(code))
        if type(label) is not usual:
            raise LabelError(
                f"the {noun} {label!r} is {type(label).__name__}, others are {usual.__name__}; "
                "use one type throughout",
                row=row(code),
            )
    try:
        return tuple(sorted(set(labels)))
    except TypeError:
        raise LabelError(f"a {noun} of {usual.__name__} has no order; use text or whole numbers") from None


def renumber(labels: Iterable[Any], ordered: Sequence[Any]) -> Codes:
    """For each label its place in the ordered list."""
    number = {label: code for code, label in enumerate(ordered)}
    return np.fromiter((number[label] for label in labels), dtype=np.int32)


def first_seen(column: Column, noun: str) -> tuple[list[Any], Codes]:
    """The distinct labels as they first occur, and for every row the number of its label."""
    values = column.tolist() if isinstance(column, np.ndarray) else column
    try:
        labels = list(dict.fromkeys(values))
    except TypeError:
        raise LabelError(f"a {noun} must be text or a whole number, not a container") from None
    number = {label: code for code, label in enumerate(labels)}
    return labels, np.fromiter(map(number.__getitem__, values), dtype=np.int32, count=len(values))


def dense(column: NDArray[Any]) -> tuple[NDArray[Any], Codes]:
    """The distinct whole numbers, ascending, and for every row the place of its own among them.

    By a table of what occurs where the range is small enough for one, else by sorting.
    """
    low, high = int(column.min()), int(column.max())
    if high - low > 4 * column.size + 1024:
        distinct, codes = np.unique(column, return_inverse=True)
        return distinct, codes.astype(np.int32).reshape(-1)
    offset = column.astype(np.int64) - low if low or column.dtype.kind == "u" else column
    present = np.zeros(high - low + 1, dtype=bool)
    present[offset] = True
    if present.all():
        return np.arange(low, high + 1), offset.astype(np.int32)
    number = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(present) + low, number[offset]


def plain(value: Any) -> Any:
    """A number or text as Python has it, for sentences."""
    return value.item() if isinstance(value, np.generic) else value


def _is_missing(label: Any) -> bool:
    return type(label).__name__ in ("NoneType", "NAType", "NaTType") or _is_nan(label) or label == ""


def _is_nan(label: Any) -> bool:
    return isinstance(label, float) and isnan(label)


def _missing(noun: str, row: int | None) -> LabelError:
    return LabelError(f"the {noun} is missing; fill it in or leave the row out", row=row)


def by_entry(entries: Sequence[Any], within: Column | Mapping[Any, Any] | None) -> Column | None:
    """The group of each entry, in their order, from a sequence or from a mapping by label."""
    if not isinstance(within, Mapping):
        return within
    missing = [entry for entry in entries if entry not in within]
    if missing:
        raise ColumnError("it is in no group to be ranked in; add it to the mapping", entry=missing[0])
    return [within[entry] for entry in entries]


def track_codes(entries: Sequence[Any], track: Tracks | None) -> tuple[tuple[Any, ...], Codes]:
    """Labels and codes of the entries' tracks, given in their order or by label; None is one track."""
    if track is None:
        return ("all",), np.zeros(len(entries), dtype=np.int32)
    column = by_entry(entries, track)
    if column is None or len(column) != len(entries):
        raise ColumnError(f"{len(entries)} entries need a track each, not {len(track)}")
    labels, codes, _ = factorize(column, "track")
    return labels, codes
