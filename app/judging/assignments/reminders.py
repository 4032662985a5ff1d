"""Letters to those who still have something to submit or to vote on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.errors import enforce
from app.core.verdict import _, need
from app.judging.assignments.queries import count_outstanding_by, waited_for
from app.judging.ballots.queries import find_ballot, missing_voters
from app.judging.stages import rules
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.models import Stage, StageKind

Awaited = Sequence[tuple[Person, int]]
"""People, each with how many sheets the reader sees them still have to submit; of a ballot, 0."""


def awaited(stage: Stage, *, to: Person) -> Awaited:
    """For whom a stage waits, as far as the reader may see."""
    if stage.kind != StageKind.BALLOT:
        return waited_for(stage, to=to)
    ballot = find_ballot(stage)
    return [(member, 0) for member in missing_voters(ballot)] if ballot else []


def letter_of(stage: Stage, count: int) -> Mapping[str, Any]:
    """What a reminder speaks of; `count`: how many sheets are outstanding."""
    return {
        "stage": stage.name,
        "count": count,
        "closes_at": stage.closes_at.isoformat() if stage.closes_at else "",
    }


def remind(*, stage: Stage, by: Person) -> int:
    """Write to everybody for whom the stage waits. How many letters that is."""
    enforce(rules.may_remind(by, stage, clock.now()))
    people = awaited(stage, to=by)
    enforce(need(people, _("Nobody has anything outstanding.")))
    for judge, _seen in people:
        enqueue_letter(
            "reminder", to=judge, edition=stage.edition.public_id, **letter_of(stage, _known(stage, judge))
        )
    record(
        "stage.reminded", f"stage:{stage.public_id}", by=by, edition_id=stage.edition_id, letters=len(people)
    )
    return len(people)


def tell_more_time(stage: Stage, *, by: Person) -> None:
    """Everybody who has something outstanding learns until when they have."""
    for judge, _seen in awaited(stage, to=by):
        enqueue_letter(
            "more_time", to=judge, edition=stage.edition.public_id, **letter_of(stage, _known(stage, judge))
        )


def _known(stage: Stage, judge: Person) -> int:
    """In a letter stands what its receiver knows of, whatever its sender sees."""
    return 0 if stage.kind == StageKind.BALLOT else count_outstanding_by(stage, judge)
