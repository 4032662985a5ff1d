"""What a judge knows and reads, in their own words."""

from __future__ import annotations

import re

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.http.actions import run_form
from app.core.verdict import _
from app.judging.blueprint import bp
from app.judging.judges import rules, service
from app.judging.judges.forms import JudgeProfileForm
from app.judging.judges.queries import find_profile
from app.people.employments.queries import former_employments_of
from app.people.models import Person

SEPARATORS = re.compile(r"[,，、;；]")


def myself() -> Person:
    person: Person = current_person()
    return person


@bp.route("/judging/profile", methods=["GET", "POST"])
@guard(myself, sees=rules.may_set_profile, may=rules.may_set_profile)
def profile(person: Person) -> ResponseReturnValue:
    form, standing = JudgeProfileForm(), find_profile(person)
    if request.method == "GET" and standing:
        form.fields.data, form.languages.data = ", ".join(standing.fields), standing.languages
    return run_form(
        form,
        "judging/profile.html",
        person=person,
        former=former_employments_of(person),
        success_message=_("Saved."),
        then=lambda _profile: url_for("judging.mine"),
        verb=lambda: service.set_profile(
            judge=person,
            fields=_listed(form.fields.data or ""),
            languages=form.languages.data or [],
            by=person,
        ),
    )


def _listed(words: str) -> list[str]:
    return [part.strip() for part in SEPARATORS.split(words) if part.strip()]
