"""The door to `scoring.assignment`: numbers go in, pairs of them come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

Planned = tuple[int, int]  # stage entry, judge


class Infeasible(Exception):
    """These judges cannot read these entries so often."""

    def __init__(self, entries: Collection[int], *, limit: int) -> None:
        """`limit`: how many entries one judge may read at most."""
        super().__init__(entries)
        self.entries, self.limit = entries, limit


def balanced_pairs(
    reads: Mapping[int, int],
    judges: Sequence[int],
    *,
    conflicts: Collection[Planned] = (),
    standing: Collection[Planned] = (),
    seed: int,
) -> list[Planned]:
    """What to add to the pairs that stand: so many judges an entry in all, no conflict, loads as even as can be.

    Raises `Infeasible`, which names the entries in the way.
    """
    from scoring.plan.assignment import InfeasibleAssignmentError, assign

    # Labels by place, not by id, so that the same season is assigned alike on every database.
    entry_of = {f"entry {n:05d}": entry for n, entry in enumerate(reads)}
    judge_of = {f"judge {n:04d}": judge for n, judge in enumerate(judges)}
    most = most_reads(reads, judges, standing)
    label = (
        {entry: name for name, entry in entry_of.items()},
        {judge: name for name, judge in judge_of.items()},
    )
    try:
        found = assign(
            None,
            entries=list(entry_of),
            judges=list(judge_of),
            conflicts=_labelled(conflicts, *label),
            reviews_per_entry=list(reads.values()),
            load=(0, most),
            fixed=_labelled(standing, *label),
            seed=seed,
        )
    except InfeasibleAssignmentError as error:
        raise Infeasible([entry_of[entry] for entry in error.entries], limit=most) from error
    pairs = [(entry_of[str(entry)], judge_of[str(judge)]) for entry, judge in sorted(found.pairs)]
    return [pair for pair in pairs if pair not in standing]


def _labelled(
    pairs: Collection[Planned], entries: Mapping[int, str], judges: Mapping[int, str]
) -> list[tuple[str, str]]:
    return sorted((entries[e], judges[j]) for e, j in pairs if e in entries and j in judges)


def most_reads(reads: Mapping[int, int], judges: Sequence[int], standing: Collection[Planned]) -> int:
    """Nobody reads more than twice an even share, unless they do so already."""
    even = -(-sum(reads.values()) // max(len(judges), 1))
    held = Counter(judge for _entry, judge in standing)
    return min(len(reads), max(2 * even, *(held[judge] for judge in judges), 0))
