"""The door to `scoring.assignment`: plain sequences go in, pairs come out."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def balanced_pairs(
    entries: Sequence[str], judges: Sequence[str], conflicts: Collection[tuple[str, str]], *, reads: int, seed: int
) -> list[tuple[str, str]]:
    """(entry, judge) pairs: `reads` judges an entry, no conflict, loads as even as they can be.

    Raises `scoring.errors.InfeasibleAssignmentError`, which names the entries and judges in the way.
    """
    from scoring.assignment import assign

    most = -(-len(entries) * reads // max(len(judges), 1))
    found = assign(
        None,
        entries=entries,
        judges=judges,
        conflicts=sorted(conflicts),
        reviews_per_entry=reads,
        load=(0, min(len(entries), 2 * most)),
        seed=seed,
    )
    return [(str(entry), str(judge)) for entry, judge in found.pairs]
