"""Reads of the judging room that several callers share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Person, Representation, Role, RoleGrant
from app.core.db import db
from app.core.errors import NotFound
from app.core.verdict import Verdict, _, need
from app.entries.models import Attachment, Candidacy, Entry
from app.judging.models import (
    Assignment,
    Ballot,
    BallotVoter,
    ConflictOfInterest,
    Panel,
    PanelSeat,
    ScoreSheet,
    SheetScore,
    SheetState,
    StageEntry,
)
from app.judging.rules import may_read
from app.programmes.models import Edition, Stage

Pair = tuple[int, int]


def entries_in(stage: Stage) -> Sequence[StageEntry]:
    """Everything in a stage, by number, with candidacy, entry and track at hand."""
    return db.session.scalars(
        sa.select(StageEntry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .join(Candidacy.track)
        .where(StageEntry.stage_id == stage.id)
        .options(
            contains_eager(StageEntry.candidacy).contains_eager(Candidacy.entry),
            contains_eager(StageEntry.candidacy).contains_eager(Candidacy.track),
        )
        .order_by(Entry.number, Candidacy.slot)
    ).all()


def panels_of(stage: Stage) -> Sequence[Panel]:
    """The panels of a stage with the people who sit on them now."""
    return (
        db.session.scalars(
            sa.select(Panel)
            .outerjoin(Panel.seats.and_(PanelSeat.left_at.is_(None)))
            .outerjoin(PanelSeat.judge)
            .where(Panel.stage_id == stage.id)
            .options(contains_eager(Panel.seats).contains_eager(PanelSeat.judge), joinedload(Panel.track))
            .order_by(Panel.id, Person.sort_key, Person.email)
        )
        .unique()
        .all()
    )


def conflicts_of(judge_ids: Sequence[int], entry_ids: Sequence[int]) -> set[Pair]:
    """(judge, entry) pairs that must not meet: employer, representation, own entry, or declared."""
    judges, entries = Person.id.in_(judge_ids), Entry.id.in_(entry_ids)
    declared = sa.select(ConflictOfInterest.person_id, ConflictOfInterest.entry_id).where(
        ConflictOfInterest.person_id.in_(judge_ids), ConflictOfInterest.entry_id.in_(entry_ids)
    )
    employed = (
        sa.select(Person.id, Entry.id)
        .join(Entry, Entry.organisation_id == Person.employer_id)
        .where(judges, entries)
    )
    acting = (
        sa.select(Representation.person_id, Entry.id)
        .join(Entry, Entry.organisation_id == Representation.organisation_id)
        .where(Representation.person_id.in_(judge_ids), entries, Representation.until.is_(None))
    )
    own = sa.select(Person.id, Entry.id).join(Entry, Entry.person_id == Person.id).where(judges, entries)
    return {(judge, entry) for judge, entry in db.session.execute(sa.union(declared, employed, acting, own))}


def unsent_count(stage: Stage) -> int:
    """Assignments of a stage that still owe a sheet."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Assignment)
            .join(Assignment.stage_entry)
            .outerjoin(Assignment.sheet)
            .where(
                StageEntry.stage_id == stage.id,
                Assignment.recused_at.is_(None),
                sa.or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SENT),
            )
        )
        or 0
    )


def committee_of(stage: Stage) -> set[int]:
    """Ids of the people who sit on the stage's committee now."""
    return set(
        db.session.scalars(
            sa.select(PanelSeat.judge_id)
            .join(PanelSeat.panel)
            .where(Panel.stage_id == stage.id, Panel.track_id.is_(None), PanelSeat.left_at.is_(None))
        )
    )


def voters_of(ballot_id: int) -> set[int]:
    """Ids of the people who have voted."""
    return set(db.session.scalars(sa.select(BallotVoter.judge_id).where(BallotVoter.ballot_id == ballot_id)))


def get_stage(public_id: str) -> Stage:
    stage = db.session.scalar(
        sa.select(Stage)
        .where(Stage.public_id == public_id)
        .options(joinedload(Stage.edition).joinedload(Edition.programme), joinedload(Stage.direction))
    )
    if stage is None:
        raise NotFound(public_id)
    return stage


def get_assignment(public_id: str) -> Assignment:
    """An assignment with its entry, stage and sheet at hand."""
    assignment = db.session.scalar(
        sa.select(Assignment)
        .where(Assignment.public_id == public_id)
        .options(
            joinedload(Assignment.stage_entry).options(
                joinedload(StageEntry.stage).options(
                    joinedload(Stage.edition).joinedload(Edition.current_version), joinedload(Stage.direction)
                ),
                joinedload(StageEntry.candidacy).options(joinedload(Candidacy.entry), joinedload(Candidacy.track)),
            ),
            joinedload(Assignment.sheet).selectinload(ScoreSheet.scores).joinedload(SheetScore.criterion),
        )
    )
    if assignment is None:
        raise NotFound(public_id)
    return assignment


def assignments_of(judge: Person, stage: Stage) -> Sequence[Assignment]:
    """A judge's list in one stage, by number; entries they have come to have a tie with are left out."""
    own = [row.organisation_id for row in judge.representations] + [judge.employer_id or 0]
    return db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .where(
            Assignment.judge_id == judge.id,
            StageEntry.stage_id == stage.id,
            sa.or_(Entry.organisation_id.is_(None), Entry.organisation_id.not_in(own)),
        )
        .options(
            contains_eager(Assignment.stage_entry)
            .contains_eager(StageEntry.candidacy)
            .options(contains_eager(Candidacy.entry), joinedload(Candidacy.track)),
            joinedload(Assignment.sheet),
        )
        .order_by(Entry.number, Candidacy.slot)
    ).all()


def stages_of_judge(judge: Person) -> Sequence[tuple[Stage, int, int]]:
    """Stages in which the judge has something to read: how many assignments, and how many sheets sent in."""
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SENT, 1), else_=0))
    rows = db.session.execute(
        sa.select(Stage, sa.func.count(Assignment.id), sent)
        .join(StageEntry, StageEntry.stage_id == Stage.id)
        .join(Assignment, Assignment.stage_entry_id == StageEntry.id)
        .join(Stage.edition)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(
            Assignment.judge_id == judge.id,
            Assignment.recused_at.is_(None),
            Stage.opened_at.is_not(None),
            Edition.archived_at.is_(None),
        )
        .options(joinedload(Stage.edition).joinedload(Edition.programme), joinedload(Stage.direction))
        .group_by(Stage.id)
        .order_by(Stage.closed_at.is_not(None), Stage.closes_at.desc(), Stage.id)
    )
    return [(stage, count, int(done or 0)) for stage, count, done in rows]


def ballots_of_judge(judge: Person) -> Sequence[tuple[Ballot, bool]]:
    """Ballots of committees the judge sits on, and whether they have voted."""
    voted = sa.exists().where(BallotVoter.ballot_id == Ballot.id, BallotVoter.judge_id == judge.id)
    rows = db.session.execute(
        sa.select(Ballot, voted)
        .join(Ballot.stage)
        .join(Stage.edition)
        .join(Panel, sa.and_(Panel.stage_id == Stage.id, Panel.track_id.is_(None)))
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .where(PanelSeat.judge_id == judge.id, PanelSeat.left_at.is_(None), Edition.archived_at.is_(None))
        .options(
            contains_eager(Ballot.stage).options(
                contains_eager(Stage.edition).joinedload(Edition.programme), joinedload(Stage.direction)
            )
        )
        .order_by(Ballot.id.desc())
    )
    return [(ballot, bool(has_voted)) for ballot, has_voted in rows]


def get_ballot(public_id: str) -> Ballot:
    """The ballot of a stage, by the stage's identifier."""
    ballot = db.session.scalar(
        sa.select(Ballot)
        .join(Ballot.stage)
        .where(Stage.public_id == public_id)
        .options(
            contains_eager(Ballot.stage).options(
                joinedload(Stage.edition).joinedload(Edition.current_version), joinedload(Stage.direction)
            )
        )
    )
    if ballot is None:
        raise NotFound(public_id)
    return ballot


def find_ballot(stage: Stage) -> Ballot | None:
    return db.session.scalar(sa.select(Ballot).where(Ballot.stage_id == stage.id))


def progress_of(edition: Edition) -> dict[int, tuple[int, int, int]]:
    """Stage id to (candidacies, sheets owed in all, sheets sent in)."""
    entries = dict(
        db.session.execute(
            sa.select(StageEntry.stage_id, sa.func.count())
            .join(StageEntry.stage)
            .where(Stage.edition_id == edition.id)
            .group_by(StageEntry.stage_id)
        ).all()
    )
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SENT, 1), else_=0))
    sheets = db.session.execute(
        sa.select(StageEntry.stage_id, sa.func.count(Assignment.id), sent)
        .join(StageEntry.stage)
        .join(Assignment, Assignment.stage_entry_id == StageEntry.id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Stage.edition_id == edition.id, Assignment.recused_at.is_(None))
        .group_by(StageEntry.stage_id)
    )
    counts = {stage_id: (int(owed), int(done or 0)) for stage_id, owed, done in sheets}
    return {stage_id: (count, *counts.get(stage_id, (0, 0))) for stage_id, count in entries.items()}


def judges_of(edition: Edition) -> Sequence[Person]:
    """Everybody who is or was a judge of the edition, by name."""
    return db.session.scalars(
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.edition_id == edition.id, RoleGrant.role == Role.JUDGE)
        .options(joinedload(Person.employer), selectinload(Person.grants))
        .order_by(Person.sort_key, Person.email)
    ).all()


def reads_attachment(person: Person, file: Attachment, now: datetime) -> Verdict:
    """A file belongs to the dossier of an entry that the judge reads in a stage where names are shown."""
    assignments = db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .where(Assignment.judge_id == person.id, Candidacy.entry_id == file.entry_id)
    )
    open_ones = (a for a in assignments if may_read(person, a, now) and not _is_blind(a) and file.removed_at is None)
    return need(next(open_ones, None), _("This file is not part of your reading."))


def _is_blind(assignment: Assignment) -> bool:
    stage = assignment.stage_entry.stage
    return stage.edition.rulebook.stage(stage.code, stage.direction.code).blind


def get_panel(public_id: str, judge_id: str) -> tuple[Panel, Person]:
    """A panel and a person who sits on it."""
    row = db.session.execute(
        sa.select(Panel, Person)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(Person, Person.id == PanelSeat.judge_id)
        .where(Panel.public_id == public_id, Person.public_id == judge_id, PanelSeat.left_at.is_(None))
        .options(joinedload(Panel.stage))
    ).one_or_none()
    if row is None:
        raise NotFound(public_id)
    return row[0], row[1]


def loads_of(stage: Stage) -> dict[int, tuple[int, int]]:
    """Judge id to (assignments that stand, sheets sent in)."""
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SENT, 1), else_=0))
    rows = db.session.execute(
        sa.select(Assignment.judge_id, sa.func.count(Assignment.id), sent)
        .join(Assignment.stage_entry)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(StageEntry.stage_id == stage.id, Assignment.recused_at.is_(None))
        .group_by(Assignment.judge_id)
    )
    return {judge: (int(count), int(done or 0)) for judge, count, done in rows}
