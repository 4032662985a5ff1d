"""Places shared out in proportion, by the largest remainder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.data.errors import PrizeRuleError


@dataclass(frozen=True)
class Quotas:
    """`places` by label; `shares` are the exact quotas they were rounded from.

    More places in all can leave a label with fewer than before (the Alabama paradox).
    """

    places: Mapping[Any, int]
    shares: Mapping[Any, Fraction]


def largest_remainder(
    sizes: Mapping[Any, int], total: int, *, minimum: int = 0, order: Sequence[Any] = ()
) -> Quotas:
    """`total` places in proportion to `sizes` (Hare quota), each label of size above 0 at least `minimum`.

    Equal remainders for the last place are settled by `order`, the first one ahead; without it the
    tie is refused by name. A label held up by the minimum no longer shares in the rest.
    """
    _check(sizes, total, minimum)
    counted = {label: size for label, size in sizes.items() if size}
    fixed: dict[Any, int] = {}
    while True:
        open_sizes = {label: size for label, size in counted.items() if label not in fixed}
        free = _hare(open_sizes, total - sum(fixed.values()), order)
        short = [label for label, places in free.items() if places < minimum]
        if not short:
            places = {label: (fixed | free).get(label, 0) for label in sizes}
            whole = max(sum(sizes.values()), 1)
            return Quotas(places, {label: Fraction(total * size, whole) for label, size in sizes.items()})
        fixed |= dict.fromkeys(short, minimum)


def _hare(sizes: Mapping[Any, int], total: int, order: Sequence[Any]) -> dict[Any, int]:
    whole = sum(sizes.values())
    shares = {label: Fraction(total * size, whole) for label, size in sizes.items()}
    places = {label: int(share) for label, share in shares.items()}
    rest = {label: shares[label] - places[label] for label in sizes}
    for label in _foremost(rest, total - sum(places.values()), order):
        places[label] += 1
    return places


def _foremost(rest: Mapping[Any, Fraction], seats: int, order: Sequence[Any]) -> list[Any]:
    if not seats:
        return []
    line = sorted(rest.values(), reverse=True)[seats - 1]
    sure = [label for label, value in rest.items() if value > line]
    tied = [label for label, value in rest.items() if value == line]
    left = seats - len(sure)
    if left < len(tied):
        unordered = [label for label in tied if label not in order]
        if unordered:
            raise PrizeRuleError(
                f"{tied} have equal remainders for {left} places; record an order that names them all"
            )
        tied = sorted(tied, key=order.index)
    return sure + tied[:left]


def _check(sizes: Mapping[Any, int], total: int, minimum: int) -> None:
    numbers = {**{f"the size of {label!r}": size for label, size in sizes.items()}}
    for noun, value in {**numbers, "total": total, "minimum": minimum}.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise PrizeRuleError(f"{noun} must be a whole number of at least 0, not {value!r}")
    needed = minimum * sum(size > 0 for size in sizes.values())
    if total < needed:
        raise PrizeRuleError(f"{total} places cannot give each its minimum; that takes {needed}")
    if total and not any(sizes.values()):
        raise PrizeRuleError("places cannot be shared out: all sizes are 0")
