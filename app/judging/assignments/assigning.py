"""Assign judges: a plan of who reads what is written down, and the judges are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused, enforce
from app.core.jobs import Progress, job
from app.core.verdict import Verdict, _, need
from app.entries.conflicts.queries import conflicts_of
from app.judging.assignments.plan import assigned_in, plan_panels
from app.judging.assignments.scoring_door import Planned
from app.judging.impartiality import impartial
from app.judging.models import Assignment
from app.judging.stages import rules
from app.judging.stages.queries import entries_in
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.models import Stage


@job("assign_stage")
def plan_and_assign(progress: Progress, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Plan who reads what, then write it down in one transaction; a panel that is short is named and stops no other."""
    asking = db.session.get_one(Person, params["person_id"])
    plan = plan_panels(db.session.get_one(Stage, params["stage_id"]), by=asking)
    if plan.short and not plan.pairs:
        raise Refused(plan.short[0])
    progress(1, 2)
    with transaction() as session:
        stage, by = session.get_one(Stage, params["stage_id"]), session.get_one(Person, params["person_id"])
        count = assign_stage(stage=stage, pairs=plan.pairs, by=by)
    return {"assignments": count, "short": [{"reason": each.reason, **each.params} for each in plan.short]}


def assign_stage(*, stage: Stage, pairs: Sequence[Planned], by: Person) -> int:
    """Write a plan down, unless something has overtaken it meanwhile. The number of pairs."""
    db.session.refresh(stage, with_for_update=True)  # two plans for one stage are written one after the other
    enforce(impartial(rules.may_prepare_stage)(by, stage, clock.now()))
    enforce(_has_no_clash(stage, pairs))
    enforce(_is_current(stage, pairs))
    now = clock.now()
    db.session.add_all(
        Assignment(stage_entry_id=entry, judge_id=judge, assigned_at=now, assigned_by_id=by.id)
        for entry, judge in pairs
    )
    record("stage.assigned", f"stage:{stage.public_id}", by=by, edition_id=stage.edition_id, pairs=len(pairs))
    tell(stage, Counter(judge for _entry, judge in pairs))
    db.session.flush()
    return len(pairs)


def _has_no_clash(stage: Stage, pairs: Sequence[Planned]) -> Verdict:
    entries = {row.id: row.candidacy.entry_id for row in entries_in(stage)}
    barred = conflicts_of(list({judge for _entry, judge in pairs}), list(entries.values()))
    clash = any((judge, entries[entry]) in barred for entry, judge in pairs)
    return need(not clash, _("A judge has come into conflict with an entry meanwhile: plan again."))


def _is_current(stage: Stage, pairs: Sequence[Planned]) -> Verdict:
    """No pair has been written before, and no entry gets more judges than the rule-book asks for."""
    reads = stage.edition.rulebook.stage(stage.code, stage.direction.code).reads
    standing, left = assigned_in(stage)
    in_all = Counter(entry for entry, _judge in {*standing, *pairs})
    planned = {entry for entry, _judge in pairs}
    too_many = reads is not None and any(in_all[entry] > reads for entry in planned)
    known = not {*standing, *left}.isdisjoint(pairs)
    return need(not too_many and not known, _("Judges were assigned meanwhile: plan again."))


def tell(stage: Stage, loads: Mapping[int, int]) -> None:
    """Let judges know how much more waits for them."""
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(loads)).order_by(Person.email))
    for judge in people:
        enqueue_letter(
            "assigned", to=judge, stage=stage.name, edition=stage.edition.public_id, count=loads[judge.id]
        )
