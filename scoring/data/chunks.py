"""A score table read piece by piece, for data that is too large to stand in memory as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import EmptyTableError, ScoringError
from scoring.data.exact import BASIS_POINTS
from scoring.data.factorize import Codes, renumber, sorted_labels
from scoring.data.frames import pick
from scoring.data.scales import ScaleLike, scales_by_criterion

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable, Unit


def read(
    chunks: Iterable[pd.DataFrame | Mapping[str, Sequence[Any]]], columns: Mapping[str, str], unit: Unit
) -> Iterator[ScoreTable]:
    """Each piece as a table of its own; a fault says in which piece it stands."""
    for number, chunk in enumerate(chunks):
        try:
            yield _table(chunk, columns, unit)
        except ScoringError as fault:
            fault.args = (f"chunk {number} (the first is 0), {fault}",)
            raise


def _table(
    chunk: pd.DataFrame | Mapping[str, Sequence[Any]], columns: Mapping[str, str], unit: Unit
) -> ScoreTable:
    from scoring.data.table import ScoreTable

    if isinstance(chunk, Mapping):
        picked: dict[str, Any] = {key: chunk[name] for key, name in pick(list(chunk), columns).items()}
        return ScoreTable.from_columns(**picked, unit=unit)
    return ScoreTable.from_frame(chunk, columns=columns, unit=unit)


def join(tables: Sequence[ScoreTable], scale: ScaleLike | Mapping[Any, ScaleLike] | None) -> ScoreTable:
    from scoring.data.table import ScoreTable

    if not tables:
        raise EmptyTableError("there are no chunks; give at least one")
    judges, judge = _coded("judge", [(table.judges, table.judge) for table in tables])
    entries, entry = _coded("entry", [(table.entries, table.entry) for table in tables])
    criteria, criterion = _coded("criterion", [(table.criteria, table.criterion) for table in tables])
    score = np.concatenate([table.score for table in tables])
    scales = scales_by_criterion(scale, criteria)
    respelled = tuple(dict.fromkeys(one for table in tables for one in table.respelled))
    return ScoreTable(
        judges, entries, criteria, judge, entry, criterion, score, _weights(tables), scales, respelled
    )


def _coded(noun: str, parts: list[tuple[tuple[Any, ...], Codes]]) -> tuple[tuple[Any, ...], Codes]:
    union = list(dict.fromkeys(label for labels, _ in parts for label in labels))
    ordered = sorted_labels(union, noun, lambda _: None)
    place = dict(zip(union, renumber(union, ordered).tolist(), strict=True))
    maps = (np.array([place[label] for label in labels], dtype=np.int32) for labels, _ in parts)
    return ordered, np.concatenate([new[codes] for new, (_, codes) in zip(maps, parts, strict=True)])


def _weights(tables: Sequence[ScoreTable]) -> NDArray[np.int64] | None:
    if all(table.weight is None for table in tables):
        return None
    full = (np.full(len(table), BASIS_POINTS) if table.weight is None else table.weight for table in tables)
    return np.concatenate(list(full))
