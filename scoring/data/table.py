"""The one table everything stands on: who gave which entry how many points for which criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ColumnError, EmptyTableError
from scoring.data.exact import BASIS_POINTS, HUNDREDTHS, Ints, to_basis_points, to_hundredths
from scoring.data.factorize import Codes, Encoded, encode, plain
from scoring.data.groups import Cells, group
from scoring.data.labels import Respelled, clean
from scoring.data.scales import Scale, ScaleLike, scales_by_criterion
from scoring.data.validation import ValidationReport, check

if TYPE_CHECKING:
    import pandas as pd


Unit = Literal["points", "hundredths"]
Label = Any
ONE_CRITERION = "score"


@dataclass(frozen=True, eq=False)
class ScoreTable:
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

    @classmethod
    def from_columns(
        cls,
        *,
        judge: Sequence[Label],
        entry: Sequence[Label],
        score: Sequence[Any],
        criterion: Sequence[Label] | None = None,
        weight: Sequence[Any] | None = None,
        scale: ScaleLike | Mapping[Label, ScaleLike] | None = None,
        unit: Unit = "points",
    ) -> ScoreTable:
        """Build from plain sequences of one length; no pandas.

        `score` is in points (at most two decimals) or, with `unit="hundredths"`, in whole hundredths;
        `weight` is the row's weight, 1 being full (at most four decimals); without `criterion` there
        is one, called "score". `scale` is (low, high) or (low, high, step) in points, for all criteria
        or by criterion; `validate` compares with it.

        Raises EmptyTableError, ColumnError, LabelError, ScoreValueError, WeightError.
        """
        _same_length(
            {"judge": judge, "entry": entry, "criterion": criterion, "score": score, "weight": weight}
        )

        def place(row: int) -> dict[str, Any]:
            return {"row": row, "judge": plain(judge[row]), "entry": plain(entry[row])}

        fixed = to_hundredths(score, place, unit=unit)
        weights = None if weight is None else to_basis_points(weight, place)
        coded = encode(judge, "judge"), encode(entry, "entry"), _criteria(criterion, len(fixed))
        (judges, judge_codes, _), (entries, entry_codes, _), (criteria, criterion_codes, _) = coded
        return cls(
            judges, entries, criteria, judge_codes, entry_codes, criterion_codes, fixed, weights,
            scales_by_criterion(scale, criteria),
            tuple(chain.from_iterable(column.respelled for column in coded)),
        )  # fmt: skip

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        columns: Mapping[str, str] | None = None,
        scale: ScaleLike | Mapping[Label, ScaleLike] | None = None,
        unit: Unit = "points",
    ) -> ScoreTable:
        """Build from a DataFrame with the columns judge, entry, score and, optional, criterion and weight.

        `columns` says what they are called where they bear other names: {"judge": "reviewer"}.
        A Dask DataFrame is coded where its partitions are; 20 bytes a row come here, 28 with weights.
        """
        from scoring.data.frames import columns_of, is_dask

        if is_dask(frame):
            from scoring.outside.dask import table

            return table(frame, columns or {}, unit).on_scale(scale)

        return cls.from_columns(**columns_of(frame, columns or {}), scale=scale, unit=unit)

    @classmethod
    def from_chunks(
        cls,
        chunks: Iterable[pd.DataFrame | Mapping[str, Sequence[Any]]],
        *,
        columns: Mapping[str, str] | None = None,
        scale: ScaleLike | Mapping[Label, ScaleLike] | None = None,
        unit: Unit = "points",
    ) -> ScoreTable:
        """Build from frames, or mappings of column name to sequence, that come one after the other.

        Only codes and fixed-point numbers of each chunk are kept: 20 bytes a row, 28 with weights.
        """
        from scoring.data.chunks import join, read

        return join(list(read(chunks, columns or {}, unit)), scale)

    def on_scale(self, scale: ScaleLike | Mapping[Label, ScaleLike] | None) -> ScoreTable:
        """The same table with that scale, for all criteria or by criterion."""
        return replace(self, scales=scales_by_criterion(scale, self.criteria))

    @cached_property
    def cells(self) -> Cells:
        """The rows grouped into sheets and entries; computed once."""
        return group(self)

    def keep(self, rows: NDArray[np.bool_]) -> ScoreTable:
        """The table of those rows alone; judges, entries and criteria that lose all theirs drop out."""
        if not rows.any():
            raise EmptyTableError("no row is left")
        parts = [_narrow(labels, codes[rows]) for labels, codes in self._coded()]
        (judges, judge), (entries, entry), (criteria, criterion) = parts
        score, weight = self.score[rows], None if self.weight is None else self.weight[rows]
        scales = {label: scale for label, scale in self.scales.items() if label in criteria}
        return ScoreTable(
            judges, entries, criteria, judge, entry, criterion, score, weight, scales, self.respelled
        )

    def validate(
        self,
        *,
        criteria: Iterable[Label] | None = None,
        judges: Iterable[Label] | None = None,
        entries: Iterable[Label] | None = None,
        scale: ScaleLike | Mapping[Label, ScaleLike] | None = None,
        limit: int = 1000,
    ) -> ValidationReport:
        """Everything that is wrong, by row: off scale, off step, given twice, missing, unknown, unread.

        `criteria`, `judges` and `entries` are what is expected; without them, what occurs.
        At most `limit` findings of each kind are listed, all are counted.
        """
        scales = self.scales if scale is None else scales_by_criterion(scale, self.criteria)
        named = {"criteria": criteria, "judges": judges, "entries": entries}
        expected = {key: tuple(map(clean, labels)) for key, labels in named.items() if labels is not None}
        return check(self, scales, expected, limit=limit)

    def to_frame(self) -> pd.DataFrame:
        """The rows in their own order, scores in points."""
        import pandas as pd

        data = {
            name: pd.Categorical.from_codes(codes, categories=pd.Index(list(labels)))
            for name, (labels, codes) in zip(("judge", "entry", "criterion"), self._coded(), strict=True)
        }
        frame = pd.DataFrame({**data, "score": self.score / HUNDREDTHS})
        return frame if self.weight is None else frame.assign(weight=self.weight / BASIS_POINTS)

    def labels_at(self, row: int) -> tuple[Label, Label, Label]:
        """Judge, entry and criterion of a row."""
        return (
            self.judges[self.judge[row]],
            self.entries[self.entry[row]],
            self.criteria[self.criterion[row]],
        )

    def _coded(self) -> list[tuple[tuple[Label, ...], Codes]]:
        return [(self.judges, self.judge), (self.entries, self.entry), (self.criteria, self.criterion)]


def _same_length(columns: Mapping[str, Sequence[Any] | None]) -> None:
    lengths = {name: len(column) for name, column in columns.items() if column is not None}
    if len(set(lengths.values())) > 1:
        raise ColumnError(f"the columns must be of one length, not {lengths}")
    if not lengths["score"]:
        raise EmptyTableError("there are no scores; give at least one row")


def _criteria(column: Sequence[Label] | None, rows: int) -> Encoded:
    if column is None:
        return Encoded((ONE_CRITERION,), np.zeros(rows, dtype=np.int32))
    return encode(column, "criterion")


def _narrow(labels: tuple[Label, ...], codes: Codes) -> tuple[tuple[Label, ...], Codes]:
    """Codes of the labels that still occur, numbered anew."""
    present = np.bincount(codes, minlength=len(labels)) > 0
    number = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return tuple(label for label, there in zip(labels, present.tolist(), strict=True) if there), number[codes]
