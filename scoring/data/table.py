"""The table of scores: read whole or in pieces, checked, and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ColumnError, EmptyTableError, ScoringError
from scoring.data.exact import BASIS_POINTS, HUNDREDTHS, to_basis_points, to_hundredths
from scoring.data.factorize import Codes, Factorized, factorize, plain, renumber, sorted_labels
from scoring.data.frames import columns_of, pick
from scoring.data.labels import clean
from scoring.data.partitioned import reader_of
from scoring.data.rows import Label, ScoreRows
from scoring.data.scales import ScaleLike, scales_by_criterion
from scoring.data.validation import ValidationReport, check

if TYPE_CHECKING:
    import pandas as pd

Piece = TypeVar("Piece", bound=ScoreRows)
Unit = Literal["points", "hundredths"]
ONE_CRITERION = "score"


def join(pieces: Sequence[Piece]) -> Piece:
    """The rows of all pieces, in their order."""
    if not pieces:
        raise EmptyTableError("there are no chunks; give at least one")
    judges, judge = _coded("judge", [(piece.judges, piece.judge) for piece in pieces])
    entries, entry = _coded("entry", [(piece.entries, piece.entry) for piece in pieces])
    criteria, criterion = _coded("criterion", [(piece.criteria, piece.criterion) for piece in pieces])
    return replace(
        pieces[0],
        judges=judges,
        entries=entries,
        criteria=criteria,
        judge=judge,
        entry=entry,
        criterion=criterion,
        score=np.concatenate([piece.score for piece in pieces]),
        weight=_weights(pieces),
        respelled=tuple(dict.fromkeys(one for piece in pieces for one in piece.respelled)),
    )


def _coded(noun: str, parts: list[tuple[tuple[Any, ...], Codes]]) -> tuple[tuple[Any, ...], Codes]:
    union = list(dict.fromkeys(label for labels, _ in parts for label in labels))
    ordered = sorted_labels(union, noun, lambda _: None)
    place = dict(zip(union, renumber(union, ordered).tolist(), strict=True))
    maps = (np.array([place[label] for label in labels], dtype=np.int32) for labels, _ in parts)
    return ordered, np.concatenate([new[codes] for new, (_, codes) in zip(maps, parts, strict=True)])


def _weights(pieces: Sequence[ScoreRows]) -> NDArray[np.int64] | None:
    if all(piece.weight is None for piece in pieces):
        return None
    full = (np.full(len(piece), BASIS_POINTS) if piece.weight is None else piece.weight for piece in pieces)
    return np.concatenate(list(full))


@dataclass(frozen=True, eq=False)
class ScoreTable(ScoreRows):
    """Rows of scores (see `ScoreRows`), read from columns, a frame or pieces, and checked."""

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
        coded = factorize(judge, "judge"), factorize(entry, "entry"), _criteria(criterion, len(fixed))
        (judges, judge_codes, _), (entries, entry_codes, _), (criteria, criterion_codes, _) = coded
        return cls(
            judges,
            entries,
            criteria,
            judge_codes,
            entry_codes,
            criterion_codes,
            fixed,
            weights,
            scales_by_criterion(scale, criteria),
            tuple(chain.from_iterable(column.respelled for column in coded)),
        )

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
        elsewhere = reader_of(frame)
        if elsewhere is not None:
            table: ScoreTable = elsewhere.table(frame, columns or {}, unit)
            return table.on_scale(scale)
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
        pieces = [cls._piece(number, chunk, columns or {}, unit=unit) for number, chunk in enumerate(chunks)]
        return join(pieces).on_scale(scale)

    @classmethod
    def _piece(
        cls,
        number: int,
        chunk: pd.DataFrame | Mapping[str, Sequence[Any]],
        columns: Mapping[str, str],
        *,
        unit: Unit,
    ) -> ScoreTable:
        """One of several pieces; a fault says in which of them it stands."""
        try:
            if isinstance(chunk, Mapping):
                picked: dict[str, Any] = {
                    key: chunk[name] for key, name in pick(list(chunk), columns).items()
                }
                return cls.from_columns(**picked, unit=unit)
            return cls.from_frame(chunk, columns=columns, unit=unit)
        except ScoringError as fault:
            fault.args = (f"chunk {number} (the first is 0), {fault}",)
            raise

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
            for name, (labels, codes) in zip(("judge", "entry", "criterion"), self.columns, strict=True)
        }
        frame = pd.DataFrame({**data, "score": self.score / HUNDREDTHS})
        return frame if self.weight is None else frame.assign(weight=self.weight / BASIS_POINTS)


def _same_length(columns: Mapping[str, Sequence[Any] | None]) -> None:
    lengths = {name: len(column) for name, column in columns.items() if column is not None}
    if len(set(lengths.values())) > 1:
        raise ColumnError(f"the columns must be of one length, not {lengths}")
    if not lengths["score"]:
        raise EmptyTableError("there are no scores; give at least one row")


def _criteria(column: Sequence[Label] | None, rows: int) -> Factorized:
    if column is None:
        return Factorized((ONE_CRITERION,), np.zeros(rows, dtype=np.int32))
    return factorize(column, "criterion")
