"""One judge is given one more entry by hand, under the checks that a plan keeps to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict, _, need
from app.judging.assignments import rules
from app.judging.assignments.ground import Ground, ground_of
from app.judging.assignments.letters import tell
from app.judging.assignments.plan import share_of
from app.judging.assignments.rules import Reading
from app.judging.impartiality import impartial
from app.judging.models import Assignment, Panel, StageEntry
from app.judging.stages.queries import lock_stage
from app.people.models import Person


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the entry's panel, how much of the panel's they read, and whether they can read this too."""

    judge: Person
    load: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who could read an entry. `needs`: whether it needs another reader."""

    readers: int
    needs: Verdict
    people: Sequence[Candidate]

    def verdict_on(self, judge: Person) -> Verdict:
        on_panel = [each.verdict for each in self.people if each.judge == judge]
        member = need(on_panel, _("This judge is not on the panel of this entry."))
        return self.needs and (on_panel[0] if on_panel else member)


def candidates_for(stage_entry: StageEntry) -> Candidates:
    """The members of the panels that judge the entry, by name."""
    ground = ground_of(stage_entry.stage)
    readers = sum(entry == stage_entry.id for entry, _judge in ground.standing)
    own = [p for p in ground.panels if p.track_id in (None, stage_entry.candidacy.track_id)]
    people = [each for panel in own for each in _of_panel(ground, panel, stage_entry)]
    return Candidates(readers, rules.needs_reader(readers, ground.reads), people)


def _of_panel(ground: Ground, panel: Panel, stage_entry: StageEntry) -> list[Candidate]:
    bench = {judge.id for judge in ground.benches[panel.id]}
    entries, limit = {entry.id for entry in ground.of(panel)}, None
    loads = Counter(judge for entry, judge in ground.standing if entry in entries)
    if ground.reads is not None:
        limit = share_of(ground, panel, ground.reads).most(sorted(bench))
    found = []
    for member in panel.members:
        pair, judge = (stage_entry.id, member.judge_id), member.judge
        reading = Reading(
            is_free=judge.id in bench,
            conflict=pair in ground.conflicts,
            assigned=pair in ground.standing,
            gave_up=pair in ground.left,
            load=loads[judge.id],
            limit=limit,
        )
        found.append(Candidate(judge, loads[judge.id], rules.can_read(reading)))
    return found


def assign_by_hand(*, stage_entry: StageEntry, judge: Person, by: Person) -> Assignment:
    """Give an entry one more judge and tell them; neither more readers nor a larger load than a plan would give."""
    stage, now = stage_entry.stage, clock.now()
    lock_stage(stage)
    enforce(impartial(rules.may_assign_by_hand)(by, stage_entry, now))
    enforce(candidates_for(stage_entry).verdict_on(judge))
    assignment = Assignment(stage_entry=stage_entry, judge_id=judge.id, assigned_at=now, assigned_by_id=by.id)
    db.session.add(assignment)
    db.session.flush()
    record(
        "assignment.given",
        f"assignment:{assignment.public_id}",
        by=by,
        edition_id=stage.edition_id,
        judge=judge.public_id,
    )
    tell(stage, {judge.id: 1})
    db.session.flush()
    return assignment
