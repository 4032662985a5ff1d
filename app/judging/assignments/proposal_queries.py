"""Plans of who should read what, and what each would add, as far as a reader may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload
from sqlalchemy.orm.interfaces import LoaderOption

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Entry
from app.judging.assignments.models import AssignmentProposal, ProposalState, ProposedAssignment
from app.judging.assignments.scoring_door import Planned
from app.judging.models import Assignment, StageEntry
from app.people.models import Person
from app.programmes.models import Edition, Stage

SHOWN = 20
"""How many plans of a stage its page lists, the latest first."""
Columns = TypeVarTuple("Columns")


def get_proposal(public_id: str) -> AssignmentProposal:
    """A plan with its stage, and what the rules of the stage ask for."""
    rows = sa.select(AssignmentProposal).where(AssignmentProposal.public_id == public_id)
    proposal = db.session.scalar(rows.options(_with_rules(AssignmentProposal.stage)))
    if proposal is None:
        raise NotFound(public_id)
    return proposal


def find_open_proposal(stage: Stage) -> AssignmentProposal | None:
    """The plan that waits to be committed or discarded; at most one a stage."""
    is_open = AssignmentProposal.state == ProposalState.OPEN
    return db.session.scalar(
        sa.select(AssignmentProposal).where(AssignmentProposal.stage_id == stage.id, is_open)
    )


def states_of_proposals(stage: Stage) -> set[ProposalState]:
    """What has become of the plans of a stage."""
    states = sa.select(AssignmentProposal.state).where(AssignmentProposal.stage_id == stage.id)
    return set(db.session.scalars(states.distinct()))


def proposals_of(stage: Stage) -> Sequence[AssignmentProposal]:
    """The latest plans of a stage, the latest first, and every one that judges were assigned by: it can be undone."""
    own = AssignmentProposal.stage_id == stage.id
    latest = sa.select(AssignmentProposal.id).where(own).order_by(AssignmentProposal.id.desc()).limit(SHOWN)
    return db.session.scalars(
        sa.select(AssignmentProposal)
        .where(
            own,
            sa.or_(AssignmentProposal.state == ProposalState.COMMITTED, AssignmentProposal.id.in_(latest)),
        )
        .options(
            joinedload(AssignmentProposal.stage),
            joinedload(AssignmentProposal.asked_by),
            joinedload(AssignmentProposal.decided_by),
            joinedload(AssignmentProposal.undone_by),
        )
        .order_by(AssignmentProposal.id.desc())
    ).all()


def pairs_of(proposal: AssignmentProposal) -> list[Planned]:
    """All that a plan adds, in the order in which it was worked out."""
    rows = sa.select(ProposedAssignment.stage_entry_id, ProposedAssignment.judge_id)
    own = rows.where(ProposedAssignment.proposal_id == proposal.id).order_by(ProposedAssignment.id)
    return [(entry, judge) for entry, judge in db.session.execute(own)]


def sizes_of(proposals: Sequence[AssignmentProposal], *, to: Person) -> Counter[int]:
    """Plan id to how many pairs it adds, of what the reader may see."""
    rows = _seen(
        sa.select(ProposedAssignment.proposal_id, sa.func.count(ProposedAssignment.id)).where(
            ProposedAssignment.proposal_id.in_([proposal.id for proposal in proposals])
        )
    ).group_by(ProposedAssignment.proposal_id)
    return Counter(dict(db.session.execute(rows, reader(to, clock.now())).all()))


def still_assigned(proposal: AssignmentProposal, *, to: Person) -> int:
    """How many judges still read what the plan has assigned to them, of what the reader may see."""
    same = sa.and_(
        Assignment.stage_entry_id == ProposedAssignment.stage_entry_id,
        Assignment.judge_id == ProposedAssignment.judge_id,
    )
    pairs = sa.select(sa.func.count(Assignment.id)).join(ProposedAssignment, same)
    mine = pairs.where(ProposedAssignment.proposal_id == proposal.id, Assignment.recused_at.is_(None))
    return db.session.scalar(_seen(mine), reader(to, clock.now())) or 0


Added = Counter[tuple[int, int]]
"""(judge, track) ids to how many entries a plan adds."""


def added_by(proposal: AssignmentProposal, *, to: Person) -> Added:
    """What a plan adds to each judge in each track, of what the reader may see."""
    key = ProposedAssignment.judge_id, Candidacy.track_id
    rows = _seen(
        sa.select(*key, sa.func.count(ProposedAssignment.id)).where(
            ProposedAssignment.proposal_id == proposal.id
        )
    ).group_by(*key)
    return Counter(
        {(judge, track): n for judge, track, n in db.session.execute(rows, reader(to, clock.now()))}
    )


def _seen(rows: sa.Select[*Columns]) -> sa.Select[*Columns]:
    joined = rows.join(ProposedAssignment.stage_entry).join(StageEntry.candidacy).join(Candidacy.entry)
    return joined.where(VISIBLE)


Readers = tuple[StageEntry, int, int]
"""An entry, how many judges read it, and how many a plan adds."""


def readers_in(proposal: AssignmentProposal, *, to: Person) -> Sequence[tuple[int, int, int, int]]:
    """(stage entry, track, readers now, readers added) of everything that the reader may see, by number."""
    now, added = _counted(proposal)
    rows = (
        sa.select(StageEntry.id, Candidacy.track_id, now, added)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .where(StageEntry.stage_id == proposal.stage_id, StageEntry.left_at.is_(None), VISIBLE)
        .order_by(Entry.number, Candidacy.slot)
    )
    found = db.session.execute(rows, reader(to, clock.now()))
    return [(entry, track, int(readers), int(more)) for entry, track, readers, more in found]


def _counted(proposal: AssignmentProposal) -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[int]]:
    """How many judges read an entry, and how many the plan adds."""
    now = sa.select(sa.func.count(Assignment.id)).where(
        Assignment.stage_entry_id == StageEntry.id, Assignment.recused_at.is_(None)
    )
    added = sa.select(sa.func.count(ProposedAssignment.id)).where(
        ProposedAssignment.stage_entry_id == StageEntry.id, ProposedAssignment.proposal_id == proposal.id
    )
    return now.correlate(StageEntry).scalar_subquery(), added.correlate(StageEntry).scalar_subquery()


def named(stage_entries: Sequence[int]) -> Sequence[StageEntry]:
    """These entries by number, with what names them at hand."""
    return db.session.scalars(_entries().where(StageEntry.id.in_(stage_entries)).order_by(*BY_NUMBER)).all()


BY_NUMBER = (Entry.number, Candidacy.slot)


def _entries() -> sa.Select[StageEntry]:
    return (
        sa.select(StageEntry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .options(
            contains_eager(StageEntry.candidacy).options(
                contains_eager(Candidacy.entry), joinedload(Candidacy.track)
            )
        )
    )


def entries_added_to(proposal: AssignmentProposal, *, to: Person, after: str = "") -> Page[StageEntry]:
    """A page of the entries to which the plan adds judges, by number, of what the reader may see."""
    mine = sa.exists().where(
        ProposedAssignment.stage_entry_id == StageEntry.id, ProposedAssignment.proposal_id == proposal.id
    )
    rows = _entries().where(StageEntry.stage_id == proposal.stage_id, mine, VISIBLE)
    seen = reader(to, clock.now())
    return page_of(rows, order=BY_NUMBER, name=StageEntry.public_id, after=after, params=seen)


Readings = dict[int, tuple[list[Person], list[Person]]]
"""Stage entry id to who reads it, and who would besides; by name."""


def judges_of(proposal: AssignmentProposal, entries: Sequence[StageEntry]) -> Readings:
    ids = [entry.id for entry in entries]
    found: Readings = {entry: ([], []) for entry in ids}
    for place, model, which in (
        (0, Assignment, Assignment.recused_at.is_(None)),
        (1, ProposedAssignment, ProposedAssignment.proposal_id == proposal.id),
    ):
        for entry, judge in db.session.execute(_judges(model, which, ids)):
            found[entry][place].append(judge)
    return found


def _judges(model: Any, which: sa.ColumnElement[bool], entries: Sequence[int]) -> sa.Select[int, Person]:
    rows = sa.select(model.stage_entry_id, Person).join(Person, Person.id == model.judge_id)
    return rows.where(model.stage_entry_id.in_(entries), which).order_by(Person.sort_key, Person.email)


def get_stage_entry(public_id: str) -> StageEntry:
    """An entry of a stage, with its stage and what names it at hand."""
    rows = _entries().where(StageEntry.public_id == public_id)
    row = db.session.scalar(rows.options(_with_rules(StageEntry.stage)))
    if row is None:
        raise NotFound(public_id)
    return row


def _with_rules(relation: InstrumentedAttribute[Stage]) -> LoaderOption:
    """Load the stage behind `relation` with what its rules ask for."""
    stage = joinedload(relation)
    return stage.options(
        joinedload(Stage.direction),
        joinedload(Stage.edition).options(joinedload(Edition.programme), joinedload(Edition.current_version)),
    )


def find_by_number(stage: Stage, number: str, *, to: Person) -> Sequence[StageEntry]:
    """What is in the stage under a number, of what the reader may see: one row for each track that it is in."""
    rows = _entries().where(StageEntry.stage_id == stage.id, StageEntry.left_at.is_(None), VISIBLE)
    mine = rows.where(sa.func.upper(Entry.number) == number.strip().upper()).order_by(*BY_NUMBER)
    return db.session.scalars(mine, reader(to, clock.now())).all()
