"""What a judge sees of an entry: its answers and files; where judging is blind, only what does not tell whose it is."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.core.verdict import Verdict, _, need
from app.entries.fields.answer_checks import Answers, shown_fields
from app.entries.models import Attachment, Candidacy
from app.judging.assignments.rules import may_read
from app.judging.models import Assignment, StageEntry
from app.people.models import Person
from app.programmes.models import Stage
from app.programmes.rulebook import DirectionRules, Field


def is_blind(stage: Stage) -> bool:
    """Whether its judges are not told whose an entry is."""
    return _direction_of(stage).stage(stage.code).blind


def fields_of(assignment: Assignment, answers: Answers) -> list[Field]:
    """The questions whose answers the judge reads, of those that these answers lead to."""
    stage = assignment.stage_entry.stage
    blind = is_blind(stage)
    return [
        field for field in shown_fields(_direction_of(stage), answers) if field.shown_to_judges(blind=blind)
    ]


def files_of(assignment: Assignment) -> list[Attachment]:
    """What was submitted for judges to read; nothing where judging is blind, since a file tells whose it is."""
    stage = assignment.stage_entry.stage
    if is_blind(stage):
        return []
    form = _direction_of(stage).form
    shown = {field.code for field in form if field.is_document and field.shown_to_judges(blind=False)}
    if not shown:
        return []
    return [file for file in assignment.stage_entry.candidacy.entry.sent_files if file.field in shown]


def reads_attachment(person: Person, file: Attachment, now: datetime) -> Verdict:
    """A file belongs to the dossier of an entry that the judge reads in a stage where names are shown."""
    assignments = db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .where(Assignment.judge_id == person.id, Candidacy.entry_id == file.entry_id)
    )
    read = (a for a in assignments if may_read(person, a, now) and file in files_of(a))
    return need(next(read, None), _("This file is not part of your reading."))


def _direction_of(stage: Stage) -> DirectionRules:
    return stage.edition.rulebook.direction(stage.direction.code)
