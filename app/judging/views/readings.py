"""What one judge still has to read, and how the office steps them back from it."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.access import current_person, guard, on_post
from app.core.i18n import text
from app.core.web import already_answered, handle
from app.judging import rules, service
from app.judging.forms import ReleaseForm
from app.judging.models import Assignment
from app.judging.queries import get_reading, given_up, owed_by, read_by, ties_of
from app.judging.queries.readings import Reading
from app.judging.views import bp


@bp.route("/stages/<public_id>/judges/<judge_id>", methods=["GET", "POST"])
@guard(get_reading, sees=rules.sees_reading, may=on_post(rules.may_release))
def reading(reading: Reading) -> ResponseReturnValue:
    if earlier := already_answered():  # what was chosen then is not offered any more
        return earlier
    (stage, judge), me = reading, current_person()
    owed = {each.public_id: each for each in owed_by(stage, judge, to=me)}
    form = ReleaseForm()
    form.assignments.choices = [SelectChoice(key, _named(each)) for key, each in owed.items()]
    return handle(
        form, "judging/reading.html", stage=stage, judge=judge, owed=owed,
        ties=ties_of(stage, judge, to=me), may_release=rules.may_release(me, reading, clock.now()),
        given_up=given_up(stage, judge, to=me), may_record=rules.may_record_conflict(me, reading, clock.now()),
        reads=len(read_by(stage, judge, to=me)),
        verb=lambda: service.release(
            stage=stage, judge=judge, assignments=[owed[key] for key in form.assignments.data or []],
            reason=form.reason.data or "", by=me,
        ),
        then=lambda _count: url_for("judging.reading", public_id=stage.public_id, judge_id=judge.public_id),
        said=_released,
    )  # fmt: skip


def _released(unread: int) -> str:
    """Whether others read what the judge was released from."""
    if not unread:
        return gettext("The judge is released, and another judge reads each of the entries.")
    return ngettext(
        "The judge is released. For %(num)s entry nobody is free: add judges to the panel, then assign again.",
        "The judge is released. For %(num)s entries nobody is free: add judges to the panel, then assign again.",
        unread,
    )


def _named(assignment: Assignment) -> str:
    candidacy = assignment.stage_entry.candidacy
    entry = candidacy.entry
    title = text({"zh": entry.title_zh, "en": entry.title_en})
    state = gettext("Draft") if assignment.sheet else gettext("To be scored")
    return f"{entry.number} · {title} · {text(candidacy.track.name)} · {state}"
