"""Conflicts of interest: declared by whoever works on an entry in the offices, or put on record of a judge."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app.core.access import current_person, guard
from app.core.i18n import text
from app.core.verdict import _
from app.core.web import already_answered, handle
from app.entries.models import Entry
from app.entries.queries import get_entry
from app.judging import rules, service
from app.judging.forms import KeepAwayForm, RecordConflictForm
from app.judging.models import Assignment
from app.judging.queries import get_reading, read_by
from app.judging.queries.readings import Reading
from app.judging.views import bp


@bp.route("/entries/<public_id>/conflict", methods=["GET", "POST"])
@guard(get_entry, sees=rules.sees_office, may=rules.may_keep_away)
def keep_away(entry: Entry) -> ResponseReturnValue:
    form, edition = KeepAwayForm(), entry.edition
    return handle(
        form, "judging/keep_away.html", entry=entry,
        verb=lambda: service.keep_away(entry=entry, reason=form.reason.data or "", by=current_person()),
        then=lambda _nothing: url_for("entries.screening", slug=edition.programme.slug, year=edition.year),
        said=_("Your conflict of interest is on record. You do not see this entry any more."),
    )  # fmt: skip


@bp.route("/stages/<public_id>/judges/<judge_id>/conflict", methods=["GET", "POST"])
@guard(get_reading, sees=rules.sees_reading, may=rules.may_record_conflict)
def record_conflict(reading: Reading) -> ResponseReturnValue:
    if earlier := already_answered():  # the entry that was chosen then is not offered any more
        return earlier
    stage, judge = reading
    held = {each.public_id: each for each in read_by(stage, judge, to=current_person())}
    form = RecordConflictForm()
    form.assignment.choices = [SelectChoice(key, _named(each)) for key, each in held.items()]
    return handle(
        form, "judging/record_conflict.html", stage=stage, judge=judge,
        verb=lambda: service.record_conflict(
            stage=stage, judge=judge, assignment=held[form.assignment.data], reason=form.reason.data or "",
            by=current_person(),
        ),
        then=lambda _nothing: url_for("judging.reading", public_id=stage.public_id, judge_id=judge.public_id),
        said=_("The conflict of interest is on record, and the judge has been told."),
    )  # fmt: skip


def _named(assignment: Assignment) -> str:
    entry = assignment.stage_entry.candidacy.entry
    return f"{entry.number} · {text({'zh': entry.title_zh, 'en': entry.title_en})}"
