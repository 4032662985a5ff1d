"""Which judge reads what; stepping back, and who steps in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.accounts.models import Person
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Refused, enforce
from app.core.verdict import _, need
from app.judging import rules
from app.judging.assigning import Infeasible, balanced_pairs
from app.judging.models import Assignment, ConflictOfInterest, ConflictSource, Panel, PanelSeat, StageEntry
from app.judging.queries import Pair, conflicts_of, entries_in, panels_of
from app.outbox.service import post
from app.programmes.models import Stage

Planned = tuple[int, int]  # stage entry, judge


def plan_assignments(stage: Stage) -> list[Planned]:
    """Who should read what, out of each track's panel: reads only, and may take a while, so it stands outside a deed.

    Candidacies that have judges already keep them. Nobody reads an entry of their own house.
    """
    book = stage.edition.rulebook.stage(stage.code, stage.direction.code)
    entries, panels = entries_in(stage), panels_of(stage)
    seated = {seat.judge_id for panel in panels for seat in panel.seats}
    conflicts = conflicts_of(list(seated), [row.candidacy.entry_id for row in entries])
    taken = _assigned(stage)
    pairs: list[Planned] = []
    for panel in panels:
        own = [e for e in entries if panel.track_id in (None, e.candidacy.track_id) and e.id not in taken]
        pairs += _pairs_of_panel(panel, own, conflicts, reads=book.reads)
    return pairs


def assign_stage(*, stage: Stage, pairs: Sequence[Planned], by: Person) -> int:
    """Write a plan down; a pair whose people have come into conflict meanwhile stops it. The number of pairs."""
    enforce(rules.may_prepare_stage(by, stage, clock.now()))
    entries = {row.id: row for row in entries_in(stage)}
    judges = {judge for _entry, judge in pairs}
    barred = conflicts_of(list(judges), [row.candidacy.entry_id for row in entries.values()])
    clash = [e for e, judge in pairs if (judge, entries[e].candidacy.entry_id) in barred]
    enforce(need(not clash, _("A judge has come into conflict with an entry meanwhile: plan again.")))
    now = clock.now()
    db.session.add_all(
        Assignment(stage_entry_id=entry, judge_id=judge, assigned_at=now, assigned_by_id=by.id)
        for entry, judge in pairs
    )
    record("stage.assigned", f"stage:{stage.public_id}", by=by, edition_id=stage.edition_id, pairs=len(pairs))
    _tell(stage, Counter(judge for _entry, judge in pairs))
    db.session.flush()
    return len(pairs)


def _assigned(stage: Stage) -> set[int]:
    rows = sa.select(Assignment.stage_entry_id).join(Assignment.stage_entry).where(StageEntry.stage_id == stage.id)
    return set(db.session.scalars(rows))


def _pairs_of_panel(
    panel: Panel, entries: Sequence[StageEntry], conflicts: set[Pair], *, reads: int | None
) -> list[Planned]:
    judges = [seat.judge_id for seat in panel.seats]
    if reads is None:
        return [(e.id, judge) for e in entries for judge in judges if (judge, e.candidacy.entry_id) not in conflicts]
    # Labels by place, not by id, so that the same season is assigned alike on every database.
    place = {judge: f"judge {n:04d}" for n, judge in enumerate(judges)}
    label = {f"entry {n:05d}": e for n, e in enumerate(entries)}
    barred = {
        (name, place[judge]) for name, e in label.items() for judge in judges
        if (judge, e.candidacy.entry_id) in conflicts
    }  # fmt: skip
    judge_at = {name: judge for judge, name in place.items()}
    found = _solve(list(label), list(judge_at), barred, reads=reads, seed=_seed(panel))
    return [(label[entry].id, judge_at[judge]) for entry, judge in sorted(found)]


def _solve(
    entries: list[str], judges: list[str], barred: set[tuple[str, str]], *, reads: int, seed: int
) -> list[tuple[str, str]]:
    if not entries:
        return []
    try:
        return balanced_pairs(entries, judges, barred, reads=reads, seed=seed)
    except Infeasible as error:
        sentence = _("These judges cannot give every entry %(reads)s reads: %(detail)s")
        raise Refused(need(False, sentence, reads=reads, detail=str(error))) from error


def _seed(panel: Panel) -> int:
    """The same for the same stage and track of the same rules, and different between them."""
    track = panel.track.code if panel.track else ""
    name = f"{panel.stage.edition.rulebook.number_prefix}/{panel.stage.code}/{track}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])


def _tell(stage: Stage, loads: Mapping[int, int]) -> None:
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(loads)).order_by(Person.email))
    for judge in people:
        post("assigned", to=judge, stage=stage.name, edition=stage.edition.public_id, count=loads[judge.id])


def recuse(*, assignment: Assignment, reason: str, by: Person) -> Assignment | None:
    """Step back for good, with a reason; the least loaded free judge of the panel steps in, where there is one."""
    enforce(rules.may_recuse(by, assignment, clock.now()))
    enforce(need(reason.strip(), _("Say why you step back.")))
    assignment.recused_at, assignment.recusal_reason = clock.now(), reason.strip()
    entry = assignment.stage_entry.candidacy.entry
    db.session.add(
        ConflictOfInterest(person_id=by.id, entry_id=entry.id, source=ConflictSource.DECLARED,
                           reason=reason.strip(), since=clock.now())
    )  # fmt: skip
    db.session.flush()
    replacement = _replace(assignment, by)
    record(
        "assignment.recused", f"assignment:{assignment.public_id}", by=by,
        edition_id=assignment.stage_entry.stage.edition_id,
        replaced_by=replacement.public_id if replacement else None,
    )  # fmt: skip
    db.session.flush()
    return replacement


def _replace(assignment: Assignment, by: Person) -> Assignment | None:
    stage_entry = assignment.stage_entry
    book = stage_entry.stage.edition.rulebook.stage(stage_entry.stage.code, stage_entry.stage.direction.code)
    if book.whole_panel or (judge := _least_loaded(stage_entry)) is None:
        return None
    row = Assignment(
        stage_entry=stage_entry, judge_id=judge.id, assigned_at=clock.now(), assigned_by_id=by.id,
        replaces_id=assignment.id,
    )  # fmt: skip
    db.session.add(row)
    _tell(stage_entry.stage, {judge.id: 1})
    db.session.flush()
    return row


def _least_loaded(stage_entry: StageEntry) -> Person | None:
    entry_id, track_id = stage_entry.candidacy.entry_id, stage_entry.candidacy.track_id
    on_it = sa.select(Assignment.judge_id).where(Assignment.stage_entry_id == stage_entry.id)
    load = (
        sa.select(sa.func.count())
        .select_from(Assignment)
        .join(Assignment.stage_entry)
        .where(
            Assignment.judge_id == Person.id,
            StageEntry.stage_id == stage_entry.stage_id,
            Assignment.recused_at.is_(None),
        )
        .correlate(Person)
        .scalar_subquery()
    )
    seated = (
        sa.select(Person)
        .join(PanelSeat, PanelSeat.judge_id == Person.id)
        .join(PanelSeat.panel)
        .where(
            Panel.stage_id == stage_entry.stage_id,
            sa.or_(Panel.track_id.is_(None), Panel.track_id == track_id),
            PanelSeat.left_at.is_(None),
            Person.id.not_in(on_it),
        )
        .order_by(load, Person.sort_key, Person.email)
    )
    people = db.session.scalars(seated).all()
    barred = conflicts_of([person.id for person in people], [entry_id])
    return next((person for person in people if (person.id, entry_id) not in barred), None)
