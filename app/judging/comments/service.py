"""What judges write for the secretariat on their sheets, and that somebody has read it."""

from __future__ import annotations

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.judging.comments import rules
from app.judging.comments.models import HandledComment
from app.judging.models import ScoreSheet
from app.judging.sheets.queries import lock_assignment
from app.people.models import Person


def may_still_handle(sheet: ScoreSheet, by: Person) -> Verdict:
    """An officer, once for each time that the sheet was submitted."""
    done = sa.exists().where(
        HandledComment.sheet_id == sheet.id, HandledComment.submitted_at == sheet.submitted_at
    )
    return rules.may_handle_comment(by, sheet, clock.now()) and rules.is_unhandled(
        bool(db.session.scalar(sa.select(done)))
    )


def handle_comment(*, sheet: ScoreSheet, note: str, version: int, by: Person) -> HandledComment:
    """Note what was done about a judge's comment. `version`: that of the sheet on which it was read."""
    lock_assignment(sheet.assignment)
    enforce(may_still_handle(sheet, by))
    _enforce_read(sheet, note, version=version)
    if not (given := stated(note)):
        raise Invalid({"note": need(False, _("Say what was done."))})
    assert sheet.submitted_at is not None
    handled = HandledComment(
        sheet_id=sheet.id,
        submitted_at=sheet.submitted_at,
        note=given,
        handled_at=clock.now(),
        handled_by_id=by.id,
    )
    db.session.add(handled)
    assignment = sheet.assignment
    record(
        "comment.handled",
        f"assignment:{assignment.public_id}",
        by=by,
        edition_id=assignment.stage_entry.stage.edition_id,
    )
    db.session.flush()
    return handled


def _enforce_read(sheet: ScoreSheet, note: str, *, version: int) -> None:
    """Nobody says what was done about words that they have not seen."""
    if version != sheet.version:
        raise Conflict(
            _("This sheet was submitted again after you opened it: read the comment as it is now."),
            mine={"note": note},
            theirs={"comment": sheet.comment},
        )
