"""What a correction changed: two published documents, compared entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.results.publications.winners_json import Part


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is not the same in two documents: its places that the other document does not have.

    `names`: what its applicant is called in either, where the name was corrected.
    """

    number: str
    title: Part
    before: list[Part]
    after: list[Part]
    names: tuple[Part, Part] | None = None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What a correction changed, by the number of the entry. What the later document does not name is not named here.

    Where it withholds names, an entry that is gone from it may be one of those: it is told without number and title.
    """
    old, new = _by_number(before), _by_number(after)
    if UNNAMED in new:
        gone = [number for number in old if number not in new]
        old[UNNAMED] = [*old.get(UNNAMED, []), *(prize for number in gone for prize in old.pop(number))]
    found = [_difference(number, old.get(number, []), new.get(number, [])) for number in sorted({*old, *new})]
    return [each for each in found if each.before or each.after]


UNNAMED = ""


def _by_number(document: Mapping[str, Any]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for prize in document["prizes"]:
        found.setdefault(prize["entry"]["number"] or UNNAMED, []).append(prize)
    return found


def _difference(number: str, old: Sequence[Part], new: Sequence[Part]) -> Difference:
    """The places before and after without what both have; of entries without a name the place alone is compared."""
    compared = _place_alone if number == UNNAMED else dict
    title = [*old, *new][-1]["entry"]["title"] if number else {}
    had, has = [compared(prize) for prize in old], [compared(prize) for prize in new]
    before, after = [p for p in old if compared(p) not in has], [p for p in new if compared(p) not in had]
    names = (_applicant(old[0]), _applicant(new[0])) if number and old and new else None
    return Difference(number, title, before, after, names if names and names[0] != names[1] else None)


def _applicant(prize: Part) -> Part:
    entry = prize["entry"]
    return dict(entry.get("organisation") or entry.get("person") or {})


def _place_alone(prize: Part) -> Part:
    return {key: prize[key] for key in ("tier", "direction", "track", "score")}
