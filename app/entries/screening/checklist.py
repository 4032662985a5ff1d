"""Whether the conditions that were ticked off are enough for a candidacy to be eligible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.verdict import YES, Verdict, _, need
from app.programmes.rulebook import Checklist


def meets_all(checklists: Iterable[Checklist], checks: Mapping[str, bool]) -> Verdict:
    """The edition's checklists and the track's hold together; `checks`: condition code to whether it is met."""
    return next((no for each in checklists if not (no := is_met(each, checks))), YES)


def is_met(checklist: Checklist, checks: Mapping[str, bool]) -> Verdict:
    """All basic conditions, and at least so many of the others."""
    others = sum(bool(checks.get(condition.code)) for condition in checklist.others)
    return need(
        all(checks.get(condition.code) for condition in checklist.basic),
        _("A basic condition is not met."),
    ) and need(
        others >= checklist.others_needed,
        _("%(met)s of the other conditions are met; %(needed)s are needed."),
        met=others,
        needed=checklist.others_needed,
    )
