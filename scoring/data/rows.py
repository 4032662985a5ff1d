"""The rows everything stands on: who gave which entry how many points for which criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import EmptyTableError
from scoring.data.exact import Ints
from scoring.data.factorize import Codes
from scoring.data.groups import Groups, group
from scoring.data.labels import Respelled
from scoring.data.scales import Scale, ScaleLike, scales_by_criterion

Label = Any


@dataclass(frozen=True, eq=False)
class ScoreRows:
    """Scores in long form. Labels are sorted; a code is a label's position among them.

    `judges`, `entries`, `criteria` are the labels; `judge`, `entry`, `criterion` (int32, one per row)
    their codes; `score` (int64) hundredths of a point; `weight` (int64) the row's weight in basis
    points, or None where every row counts fully; `scales` the scale of each criterion that has one;
    `respelled` says which labels were written otherwise.
    """

    judges: tuple[Label, ...]
    entries: tuple[Label, ...]
    criteria: tuple[Label, ...]
    judge: Codes
    entry: Codes
    criterion: Codes
    score: Ints
    weight: Ints | None = None
    scales: Mapping[Label, Scale] = field(default_factory=dict)
    respelled: tuple[Respelled, ...] = ()

    def __post_init__(self) -> None:
        for array in (self.judge, self.entry, self.criterion, self.score, self.weight):
            if array is not None:
                array.flags.writeable = False

    def __len__(self) -> int:
        return int(self.score.size)

    def on_scale(self, scale: ScaleLike | Mapping[Label, ScaleLike] | None) -> Self:
        """The same table with that scale, for all criteria or by criterion."""
        return replace(self, scales=scales_by_criterion(scale, self.criteria))

    @cached_property
    def groups(self) -> Groups:
        """The rows grouped into sheets and entries; computed once."""
        return group([(codes, len(labels)) for labels, codes in self.columns], self.score)

    def keep(self, rows: NDArray[np.bool_]) -> Self:
        """The table of those rows alone; judges, entries and criteria that lose all theirs drop out."""
        if not rows.any():
            raise EmptyTableError("no row is left")
        parts = [_narrow(labels, codes[rows]) for labels, codes in self.columns]
        (judges, judge), (entries, entry), (criteria, criterion) = parts
        return replace(
            self,
            judges=judges,
            entries=entries,
            criteria=criteria,
            judge=judge,
            entry=entry,
            criterion=criterion,
            score=self.score[rows],
            weight=None if self.weight is None else self.weight[rows],
            scales={label: scale for label, scale in self.scales.items() if label in criteria},
        )

    def labels_at(self, row: int) -> tuple[Label, Label, Label]:
        """Judge, entry and criterion of a row."""
        return (
            self.judges[self.judge[row]],
            self.entries[self.entry[row]],
            self.criteria[self.criterion[row]],
        )

    @property
    def columns(self) -> list[tuple[tuple[Label, ...], Codes]]:
        """Labels and codes of judges, entries and criteria."""
        return [(self.judges, self.judge), (self.entries, self.entry), (self.criteria, self.criterion)]


def _narrow(labels: tuple[Label, ...], codes: Codes) -> tuple[tuple[Label, ...], Codes]:
    """Codes of the labels that still occur, numbered anew."""
    present = np.bincount(codes, minlength=len(labels)) > 0
    number = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return tuple(label for label, there in zip(labels, present.tolist(), strict=True) if there), number[codes]
