"""The question in one canonical form: same limits, same seed, same answer, in whatever order it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.assignment.result import Pair
from scoring.errors import ScoringError

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
PerJudge = int | Sequence[int] | None


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
    def of(cls, entries: Sequence[str], judges: Sequence[str], rng: np.random.Generator) -> Order:
        rows, columns = _shuffled(entries, "entry", rng), _shuffled(judges, "judge", rng)
        names = [entries[i] for i in rows], [judges[j] for j in columns]
        positions = tuple({name: at for at, name in enumerate(listed)} for listed in names)
        return cls(*names, rows, columns, *positions)

    def given_entries(self) -> list[str]:
        """The entries as the caller listed them."""
        return [self.entries[at] for at in np.argsort(self.rows)]

    def given_judges(self) -> list[str]:
        return [self.judges[at] for at in np.argsort(self.columns)]

    def locate(self, pairs: Iterable[Pair], what: str) -> Ints:
        """(p, 2) canonical positions of named pairs, sorted, each once."""
        found = set()
        for entry, judge in pairs:
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
    twice = [names[a] for a, b in pairwise(by_name) if names[a] == names[b]]
    if twice:
        raise AssignmentInputError(f"{what} {twice[0]!r} is listed twice")
    return np.array(by_name, dtype=np.int64)[rng.permutation(len(names))]


def counts(given: PerJudge, order: Ints, what: str) -> Ints:
    """One whole number for all, or one each in the caller's order."""
    values = np.asarray(given)
    if values.ndim > 1 or (values.ndim == 1 and len(values) != len(order)):
        raise AssignmentInputError(
            f"{what}: expected one number or {len(order)} of them, got shape {values.shape}"
        )
    whole = values.astype(np.int64)
    if values.dtype.kind not in "iuf" or (whole != values).any() or (whole < 0).any():
        raise AssignmentInputError(f"{what} must be whole numbers, 0 or more, got {given!r}")
    return np.broadcast_to(whole, (len(order),))[order].copy() if whole.ndim == 0 else whole[order]


def open_pairs(order: Order, barred: Sequence[Ints], allowed: Any) -> Mask:
    """Where a pair may be chosen: in the judge's pool, without conflict, not forbidden."""
    shape = len(order.entries), len(order.judges)
    pairs = np.ones(shape, bool) if allowed is None else order.matrix(allowed, "allowed").astype(bool)
    for positions in barred:
        pairs[positions[:, 0], positions[:, 1]] = False
    return pairs


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
