"""The door to `scoring.assignment`: plain sequences go in, pairs come out."""

from __future__ import annotations

from collections.abc import Collection, Sequence


class Infeasible(Exception):
    """These judges cannot read these entries so often."""


def balanced_pairs(
    entries: Sequence[str], judges: Sequence[str], conflicts: Collection[tuple[str, str]], *, reads: int, seed: int
) -> list[tuple[str, str]]:
    """(entry, judge) pairs: `reads` judges an entry, no conflict, loads as even as they can be.

    Raises `Infeasible`, which names the entries and judges in the way.
    """
    from scoring.assignment import InfeasibleAssignmentError, assign

    most = -(-len(entries) * reads // max(len(judges), 1))
    try:
        found = assign(
            None,
            entries=entries,
            judges=judges,
            conflicts=sorted(conflicts),
            reviews_per_entry=reads,
            load=(0, min(len(entries), 2 * most)),
            seed=seed,
        )
    except InfeasibleAssignmentError as error:
        raise Infeasible(str(error)) from error
    return [(str(entry), str(judge)) for entry, judge in found.pairs]
