"""The page that sends a reminder to whoever has something outstanding."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.http.actions import run_form
from app.core.i18n import LANGUAGES
from app.core.verdict import _
from app.judging.assignments import reminders
from app.judging.blueprint import bp
from app.judging.stages import rules
from app.judging.stages.queries import get_stage
from app.judging.stages.views import stage_url
from app.outbox.render import render
from app.programmes.models import Stage


@bp.route("/stages/<public_id>/remind", methods=["GET", "POST"])
@guard(get_stage, sees=rules.sees_stage, may=rules.may_remind)
def remind(stage: Stage) -> ResponseReturnValue:
    people = reminders.awaited(stage, to=current_person())
    sample = reminders.letter_of(stage, people[0][1] if people else 0)
    return run_form(
        PressForm(),
        "judging/remind.html",
        stage=stage,
        people=people,
        letters={language: render("reminder", sample, language) for language in LANGUAGES},
        verb=lambda: reminders.remind(stage=stage, by=current_person()),
        then=lambda _count: stage_url(stage),
        success_message=_("The reminders are on their way."),
    )
