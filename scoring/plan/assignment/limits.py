"""The question in one canonical form: same limits, same seed, same answer, in whatever order it was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.data.errors import ScoringError
from scoring.data.labels import clean

Pair = tuple[str, str]
"""Entry and judge."""
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_READS = 2**31
PerEntry = int | Sequence[int] | npt.NDArray[Any]
PerJudge = int | Sequence[int] | npt.NDArray[Any] | None


class AssignmentInputError(ScoringError):
    """Names, limits or affinities that do not fit together."""


@dataclass(frozen=True)
class Limits:
    """What every assignment must respect, entries and judges in canonical order.

    `reads` (n,), `lower` and `upper` (m,) count reads still to be placed: those of `fixed` are taken off
    already, and `held` (m,) says how many each judge holds by them. `open` (n, m) is True where a pair may be
    chosen.
    """

    entries: list[str]
    judges: list[str]
    reads: Ints
    lower: Ints
    upper: Ints
    open: Mask
    fixed: Ints
    held: Ints

    @property
    def total(self) -> int:
        return int(self.reads.sum())

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.entries), len(self.judges)

    @property
    def overfull(self) -> bool:
        """The fixed pairs alone exceed the reads of an entry or the upper load of a judge."""
        return bool((self.reads < 0).any() or (self.upper < 0).any())


@dataclass(frozen=True)
class Order:
    """The canonical order: names sorted, then shuffled by the seed, so that no one gains by the alphabet."""

    entries: list[str]
    judges: list[str]
    rows: Ints
    columns: Ints
    row_of: dict[str, int]
    column_of: dict[str, int]

    @classmethod
    def of(cls, entries: Sequence[str], judges: Sequence[str], seed: int) -> Order:
        rng = np.random.default_rng([seed, 0])
        rows, columns = _shuffled(entries, "entry", rng), _shuffled(judges, "judge", rng)
        names = [entries[i] for i in rows], [judges[j] for j in columns]
        positions = tuple({clean(name): at for at, name in enumerate(listed)} for listed in names)
        return cls(*names, rows, columns, *positions)

    def given_entries(self) -> list[str]:
        """The entries as the caller listed them."""
        return [self.entries[at] for at in np.argsort(self.rows)]

    def given_judges(self) -> list[str]:
        return [self.judges[at] for at in np.argsort(self.columns)]

    def locate(self, pairs: Iterable[Pair], what: str) -> Ints:
        """(p, 2) canonical positions of named pairs, sorted, each once."""
        found = set()
        for entry, judge in ((clean(entry), clean(judge)) for entry, judge in pairs):
            if entry not in self.row_of:
                raise AssignmentInputError(
                    f"{what}: no entry {entry!r} in this assignment; take the pair out or add the entry"
                )
            if judge not in self.column_of:
                raise AssignmentInputError(
                    f"{what}: no judge {judge!r} in this assignment; take the pair out or add the judge"
                )
            found.add((self.row_of[entry], self.column_of[judge]))
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)

    def matrix(self, given: Any, what: str) -> npt.NDArray[Any]:
        """An (entries, judges) matrix as the caller ordered it, in canonical order."""
        array = np.asarray(given)
        if array.shape != (len(self.entries), len(self.judges)):
            expected = f"{len(self.entries)} entries by {len(self.judges)} judges"
            raise AssignmentInputError(f"{what} has shape {array.shape}, expected {expected}")
        return array[self.rows][:, self.columns]


def _shuffled(names: Sequence[str], what: str, rng: np.random.Generator) -> Ints:
    if not names:
        raise AssignmentInputError(f"there is no {what} to assign")
    by_name = sorted(range(len(names)), key=names.__getitem__)
    counted = Counter(map(clean, names))
    twice = [names[at] for at in reversed(by_name) if counted[clean(names[at])] > 1]
    if twice:
        raise AssignmentInputError(f"{what} {twice[0]!r} is listed twice")
    return np.array(by_name, dtype=np.int64)[rng.permutation(len(names))]


def counts(given: PerEntry, order: Ints, what: str) -> Ints:
    """One whole number for all, or one each in the caller's order."""
    values = np.asarray(given)
    if values.ndim > 1 or (values.ndim == 1 and len(values) != len(order)):
        raise AssignmentInputError(
            f"{what}: expected one number or {len(order)} of them, got shape {values.shape}"
        )
    fits = values.dtype.kind in "iuf" and bool(((values >= 0) & (values <= MOST_READS)).all())
    whole = values.astype(np.int64) if fits else np.zeros_like(values, dtype=np.int64)
    if not fits or (whole != values).any():
        raise AssignmentInputError(f"{what} must be whole numbers, 0 or more, got {given!r}")
    return np.broadcast_to(whole, (len(order),))[order].copy() if whole.ndim == 0 else whole[order]


def open_pairs(order: Order, barred: Ints) -> Mask:
    """Where a pair may be chosen: without conflict, not forbidden."""
    pairs = np.ones((len(order.entries), len(order.judges)), bool)
    pairs[barred[:, 0], barred[:, 1]] = False
    return pairs


def fixed_pairs(order: Order, fixed: Iterable[Pair], barred: Ints) -> Ints:
    """The pairs that must be there, none of them barred."""
    placed = order.locate(fixed, "fixed")
    never = {(i, j) for i, j in barred.tolist()}
    for i, j in placed.tolist():
        if (i, j) in never:
            pair = f"entry {order.entries[i]!r} and judge {order.judges[j]!r}"
            raise AssignmentInputError(f"{pair} are fixed and barred at once; lift one of the two")
    return placed


def read_limits(order: Order, reads: PerEntry, load: tuple[PerJudge, PerJudge], *, pairs: Mask) -> Limits:
    """The limits as stated, nothing placed yet."""
    n, m = pairs.shape
    lower = counts(0 if load[0] is None else load[0], order.columns, "lower load")
    upper = counts(n if load[1] is None else load[1], order.columns, "upper load")
    crossed = np.flatnonzero(lower > upper)
    if len(crossed):
        j = crossed[0]
        limits = f"lower load {lower[j]} above upper load {upper[j]}"
        raise AssignmentInputError(f"judge {order.judges[j]!r}: {limits}")
    needed = counts(reads, order.rows, "reviews_per_entry")
    nothing = np.empty((0, 2), np.int64)
    return Limits(order.entries, order.judges, needed, lower, upper, pairs, nothing, np.zeros(m, np.int64))


def hold(limits: Limits, fixed: Ints) -> Limits:
    """The limits that remain once the pairs `fixed` (p, 2) are placed; the counts may fall below zero."""
    n, m = limits.shape
    still_open = limits.open.copy()
    still_open[fixed[:, 0], fixed[:, 1]] = False
    held = np.bincount(fixed[:, 1], minlength=m)
    return replace(
        limits,
        reads=limits.reads - np.bincount(fixed[:, 0], minlength=n),
        lower=np.maximum(limits.lower - held, 0),
        upper=limits.upper - held,
        open=still_open,
        fixed=np.concatenate([limits.fixed, fixed]),
        held=limits.held + held,
    )
