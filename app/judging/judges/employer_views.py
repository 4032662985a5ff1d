"""For whom a judge works and has worked: conflicts of interest are worked out from it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.http.actions import run_action, run_form
from app.core.verdict import _
from app.judging.blueprint import bp
from app.judging.judges import rules
from app.judging.judges.views import myself
from app.people.employments import service
from app.people.employments.forms import EmployerForm
from app.people.employments.queries import get_employment
from app.people.employments.rules import owns_employment
from app.people.models import FormerEmployment, Organisation, Person
from app.people.organisations.queries import get_organisation, organisations_like
from app.people.organisations.service import name_organisation


@bp.route("/judging/profile/employers/add", methods=["GET", "POST"])
@guard(myself, sees=rules.may_set_profile, may=rules.may_set_profile)
def add_employer(person: Person) -> ResponseReturnValue:
    form = EmployerForm()
    return run_form(
        form,
        "judging/add_employer.html",
        success_message=_("Saved."),
        then=lambda _nothing: url_for("judging.profile"),
        present=person.employer,
        alike=organisations_like(form.identity) if request.method == "POST" else [],
        verb=lambda: service.add_employer(
            person=person, organisation=_organisation(form), by=person, **form.years
        ),
    )


def _organisation(form: EmployerForm) -> Organisation:
    return (
        get_organisation(form.chosen) if form.chosen else name_organisation(**form.new, by=current_person())
    )


@bp.route("/judging/profile/employers/leave", methods=["GET", "POST"])
@guard(myself, sees=rules.may_set_profile, may=rules.may_set_profile)
def leave_employer(person: Person) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("judging/leave_employer.html", employer=person.employer)
    return run_action(
        lambda: service.leave_employer(person=person, by=person),
        then=lambda _nothing: url_for("judging.profile"),
        success_message=_("Saved."),
    )


@bp.post("/judging/profile/employers/<public_id>/remove")
@guard(get_employment, sees=owns_employment)
def remove_employer(row: FormerEmployment) -> ResponseReturnValue:
    return run_action(
        lambda: service.remove_employer(row=row, by=current_person()),
        then=lambda _nothing: url_for("judging.profile"),
        success_message=_("Removed."),
    )
