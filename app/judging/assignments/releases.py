"""The secretariat releases a judge from entries, and others replace them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.core import clock
from app.core.errors import enforce
from app.core.text import stated
from app.core.verdict import _, need
from app.judging.assignments import rules
from app.judging.assignments.queries import count_seen
from app.judging.assignments.replacement import give_up, lock_assignments, tell_replacements
from app.judging.models import Assignment, StageEntry
from app.judging.panels.service import leave_panels
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.models import Stage


def release(
    *, stage: Stage, judge: Person, assignments: Sequence[Assignment], reason: str, by: Person
) -> int:
    """The secretariat releases a judge, with a reason; others step in as after a recusal. What was typed is kept.

    It declares no conflict. The judge takes no further entries, and with nothing left to read leaves the panel. How
    many entries have nobody to step in.
    """
    enforce(rules.may_release(by, (stage, judge), clock.now()))
    enforce(need(assignments, _("Choose at least one entry.")))
    enforce(need(given := stated(reason), _("Say why the judge is released.")))
    chosen = Assignment.id.in_([each.id for each in assignments])
    held = lock_assignments(sa.and_(chosen, Assignment.judge_id == judge.id, StageEntry.stage_id == stage.id))
    for each in held:
        enforce(rules.is_releasable(by, each, clock.now()))
    replaced = {each: give_up(each, given, by=by, released=True) for each in held}
    leave_panels(stage=stage, judge=judge, by=by)
    tell_replacements(replaced.values())
    count = count_seen([each.id for each in held], to=judge)
    enqueue_letter("released", to=judge, stage=stage.name, edition=stage.edition.public_id, count=count)
    return list(replaced.values()).count(None)
