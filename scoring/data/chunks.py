"""Pieces of a table put together, each with labels and codes of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import EmptyTableError
from scoring.data.exact import BASIS_POINTS
from scoring.data.factorize import Codes, renumber, sorted_labels
from scoring.data.rows import ScoreRows

Piece = TypeVar("Piece", bound=ScoreRows)


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
