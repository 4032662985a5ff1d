"""A correction on its way: asked for, agreed to, ended."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.http.actions import run_action, run_form
from app.core.verdict import _
from app.programmes.blueprint import bp
from app.programmes.corrections import rules, service
from app.programmes.corrections.forms import CorrectionRequestForm, EndForm
from app.programmes.corrections.models import Correction
from app.programmes.corrections.queries import get_correction
from app.programmes.editions import rules as editions_rules
from app.programmes.editions.queries import get_edition
from app.programmes.models import Edition


@bp.route("/editions/<public_id>/correct", methods=["GET", "POST"])
@guard(
    get_edition,
    sees=editions_rules.sees_edition,
    may=lambda person, edition, _now: service.may_ask_correction(edition, person),
)
def ask_correction(edition: Edition) -> ResponseReturnValue:
    form = CorrectionRequestForm()
    return run_form(
        form,
        "programmes/ask_correction.html",
        edition=edition,
        verb=lambda: service.ask_correction(
            edition=edition,
            reason=form.reason.data or "",
            by=current_person(),
            note={"zh": form.note_zh.data or "", "en": form.note_en.data or ""},
        ),
        then=_page,
        success_message=_("The correction was asked for. An approver of this edition has to agree."),
    )


def _page(correction: Correction) -> str:
    return url_for("programmes.correction", public_id=correction.public_id)


@bp.get("/corrections/<public_id>")
@guard(get_correction, sees=rules.sees_correction)
def correction(correction: Correction) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "programmes/correction.html",
        correction=correction,
        edition=correction.edition,
        may_agree=rules.may_agree(person, correction, now),
        sees_end=rules.may_end(person, correction, now),
        may_end=service.may_end_correction(correction, person),
    )


@bp.post("/corrections/<public_id>/agree")
@guard(get_correction, sees=rules.sees_correction, may=rules.may_agree)
def agree_correction(correction: Correction) -> ResponseReturnValue:
    return run_action(
        lambda: service.agree_correction(correction=correction, by=current_person()),
        then=lambda _nothing: _page(correction),
        success_message=_("The correction is under way. Its note is public."),
    )


@bp.route("/corrections/<public_id>/end", methods=["GET", "POST"])
@guard(
    get_correction,
    sees=rules.sees_correction,
    may=lambda person, correction, _now: service.may_end_correction(correction, person),
)
def end_correction(correction: Correction) -> ResponseReturnValue:
    form = EndForm()
    return run_form(
        form,
        "programmes/end_correction.html",
        correction=correction,
        edition=correction.edition,
        verb=lambda: service.end_correction(
            correction=correction, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _nothing: _page(correction),
        success_message=_("The correction has ended. Nothing was changed by it."),
    )
