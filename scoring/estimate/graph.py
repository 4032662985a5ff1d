"""The graph of judges and entries: its parts, how firmly they hang together, what holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import eigh
from scipy.sparse.csgraph import connected_components, depth_first_order
from scipy.sparse.linalg import LinearOperator, eigsh

from scoring.data.errors import DisconnectedDesignError

if TYPE_CHECKING:
    import pandas as pd

DENSE = 600
Label = Any
Parts = NDArray[np.int64]
NAMED = 3


def second_eigenvalue(cells: sparse.csr_array) -> float:
    """Second smallest eigenvalue of the normalised Laplacian of a connected bipartite graph.

    It is 1 minus the second singular value of the matrix with rows and columns scaled to unit length
    in the sense of their sums; the first singular value is 1. The singular value comes out of its square, so
    that close to 1 the answer is good to the square root of the machine's precision (1e-7), elsewhere to 1e-9.
    """
    entry, judge = np.asarray(cells.sum(axis=1)).ravel(), np.asarray(cells.sum(axis=0)).ravel()
    scaled = sparse.csr_array(sparse.diags_array(entry**-0.5) @ cells @ sparse.diags_array(judge**-0.5))
    if scaled.shape[0] < scaled.shape[1]:
        scaled, judge = sparse.csr_array(scaled.T), entry
    if judge.size == 1:
        return 1.0
    first = np.sqrt(judge / judge.sum())
    square = _second_dense(scaled, first) if judge.size <= DENSE else _second_sparse(scaled, first)
    return float(1.0 - np.sqrt(min(max(square, 0.0), 1.0)))


def _second_dense(scaled: sparse.csr_array, first: np.ndarray) -> float:
    gram = (scaled.T @ scaled).toarray() - np.outer(first, first)
    top = gram.shape[0] - 1
    return float(eigh(gram, eigvals_only=True, subset_by_index=[top, top])[0])


def _second_sparse(scaled: sparse.csr_array, first: np.ndarray) -> float:
    def apply(vector: np.ndarray) -> np.ndarray:
        flat = np.ravel(vector)
        return np.asarray(scaled.T @ (scaled @ flat) - first * (first @ flat))

    operator = LinearOperator((first.size, first.size), matvec=apply, dtype=np.float64)
    start = np.cos(np.arange(1.0, first.size + 1.0))  # any fixed vector: the answer must not depend on chance
    return float(eigsh(operator, k=1, which="LA", v0=start, tol=1e-9, return_eigenvectors=False)[0])


@dataclass(frozen=True, eq=False)
class Connectivity:
    """Parts of the table that share no judge, the one with most entries first.

    `judge_part` and `entry_part` give each judge's and entry's part, counted from 0; `cells` is the
    entries x judges matrix of weights.
    """

    judges: tuple[Label, ...]
    entries: tuple[Label, ...]
    judge_part: Parts
    entry_part: Parts
    cells: sparse.csr_array

    @property
    def count(self) -> int:
        return int(max(self.entry_part.max(), self.judge_part.max())) + 1

    @property
    def connected(self) -> bool:
        return self.count == 1

    @cached_property
    def parts(self) -> list[tuple[tuple[Label, ...], tuple[Label, ...]]]:
        """(judges, entries) of each part."""
        judges = _grouped(self.judges, self.judge_part, self.count)
        return list(zip(judges, _grouped(self.entries, self.entry_part, self.count), strict=True))

    @cached_property
    def algebraic(self) -> float:
        """Second smallest eigenvalue of the normalised Laplacian: 0 in parts, at most 1."""
        return second_eigenvalue(self.cells) if self.connected else 0.0

    @cached_property
    def articulation_judges(self) -> tuple[Label, ...]:
        """Judges without whom their part would fall apart."""
        return self._named(self.judges, self._articulation[len(self.entries) :])

    @cached_property
    def articulation_entries(self) -> tuple[Label, ...]:
        """Entries without which their part would fall apart."""
        return self._named(self.entries, self._articulation[: len(self.entries)])

    def require_connected(self) -> None:
        """Raise DisconnectedDesignError unless all entries can be compared."""
        if not self.connected:
            raise DisconnectedDesignError(self._complaint(), parts=self.parts)

    def to_frame(self) -> pd.DataFrame:
        """One row for each judge and entry with its part, and whether the part hangs on it."""
        import pandas as pd

        kinds = ["entry"] * len(self.entries) + ["judge"] * len(self.judges)
        columns = {"kind": kinds, "label": [*self.entries, *self.judges]}
        part = np.concatenate([self.entry_part, self.judge_part])
        return pd.DataFrame({**columns, "part": part, "articulation": self._articulation})

    @cached_property
    def _articulation(self) -> NDArray[np.bool_]:
        return articulation(bipartite(self.cells))

    def _named(self, labels: tuple[Label, ...], chosen: NDArray[np.bool_]) -> tuple[Label, ...]:
        return tuple(labels[code] for code in np.flatnonzero(chosen))

    def _complaint(self) -> str:
        shown = "; ".join(
            f"part {number}: {_some(judges, 'judge')} over {_some(entries, 'entry')}"
            for number, (judges, entries) in enumerate(self.parts[:NAMED])
        )
        more = f"; and {self.count - NAMED} more" if self.count > NAMED else ""
        return (
            f"the table falls into {self.count} parts that share no judge, so severity cannot be told from "
            f"quality across them ({shown}{more}). Add bridging reviews (suggest_bridges), rank each part by "
            "itself, or state assume_exchangeable_tracks=True: that juries are equally severe on average"
        )


def components(cells: sparse.csr_array, judges: Sequence[Label], entries: Sequence[Label]) -> Connectivity:
    """The parts of an entries x judges matrix."""
    count, raw = connected_components(_one_way(cells), directed=False)
    entry_part = raw[: len(entries)].astype(np.int64)
    sizes = np.bincount(entry_part, minlength=count)
    number = np.empty(count, dtype=np.int64)
    number[np.argsort(-sizes, kind="stable")] = np.arange(count)
    judge_part = number[raw[len(entries) :]]
    return Connectivity(tuple(judges), tuple(entries), judge_part, number[entry_part], cells)


def bipartite(cells: sparse.csr_array) -> sparse.csr_array:
    """Adjacency of entries (first) and judges."""
    entries, judges = cells.shape
    corner = sparse.csr_array((entries, entries)), sparse.csr_array((judges, judges))
    return sparse.csr_array(sparse.block_array([[corner[0], cells], [cells.T, corner[1]]], format="csr"))


def _one_way(cells: sparse.csr_array) -> sparse.csr_array:
    """Edges from entries to judges only: enough to find parts, and nothing has to be sorted."""
    entries, judges = cells.shape
    starts = np.concatenate([cells.indptr, np.full(judges, cells.nnz)])
    size = entries + judges
    return sparse.csr_array((cells.data, cells.indices + entries, starts), shape=(size, size))


def articulation(graph: sparse.csr_array) -> NDArray[np.bool_]:
    """Nodes whose removal leaves more parts than before (Hopcroft and Tarjan's lowpoints).

    All parts are searched from one added root, so that one depth-first search covers them.
    """
    size = graph.shape[0]
    order, parent = depth_first_order(_rooted(graph), size, directed=False)
    place = np.empty(size + 1, dtype=np.int64)
    place[order] = np.arange(order.size)
    low = _lowpoints(graph, order, parent, place=place)
    above = parent[order[1:]]
    held = low[order[1:]] >= place[above]
    children = np.bincount(above[held], minlength=size + 1)
    tops = parent[:size] == size
    return np.where(tops, children[:size] > 1, children[:size] > 0)


def _rooted(graph: sparse.csr_array) -> sparse.csr_array:
    """`graph` with one more node, joined to the first node of every part."""
    size = graph.shape[0]
    _, label = connected_components(graph, directed=False)
    first = np.unique(label, return_index=True)[1]
    edges = graph.tocoo()
    rows = np.concatenate([edges.coords[0], np.full(first.size, size), first])
    columns = np.concatenate([edges.coords[1], first, np.full(first.size, size)])
    return sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=(size + 1, size + 1))


def _lowpoints(graph: sparse.csr_array, order: Parts, parent: Parts, *, place: Parts) -> Parts:
    """The earliest place that each node's subtree reaches by one edge."""
    size = graph.shape[0]
    own = np.append(place[:size], 0)
    filled = np.flatnonzero(np.diff(graph.indptr))
    own[filled] = np.minimum(own[filled], np.minimum.reduceat(place[graph.indices], graph.indptr[filled]))
    low, above = own.tolist(), parent.tolist()
    for node in reversed(order[1:].tolist()):
        if low[node] < low[above[node]]:
            low[above[node]] = low[node]
    return np.array(low, dtype=np.int64)


def _grouped(labels: Sequence[Label], part: Parts, count: int) -> list[tuple[Label, ...]]:
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=count))
    return [
        tuple(labels[code] for code in order[start:end].tolist())
        for start, end in zip([0, *ends[:-1]], ends, strict=True)
    ]


def _some(labels: tuple[Label, ...], noun: str) -> str:
    plural = {"judge": "judges", "entry": "entries"}[noun]
    named = ", ".join(repr(label) for label in labels[:NAMED])
    return f"{len(labels)} {noun if len(labels) == 1 else plural} ({named}{', …' if len(labels) > NAMED else ''})"
