"""Pages of a person: one's own profile, and an account that is closed or opened again."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.access import current_person, guard, nothing, signed_in
from app.core.http.actions import run_action, run_form
from app.people.blueprint import bp
from app.people.forms import ProfileForm
from app.people.models import Person
from app.people.persons import rules, service
from app.people.persons.queries import get_person
from app.people.roles import rules as roles_rules
from app.people.sort_keys import reading_of


@bp.route("/people/<public_id>/close", methods=["GET", "POST"])
@guard(get_person, sees=roles_rules.is_administrator, may=rules.may_disable)
def close_account(person: Person) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("people/close_account.html", person=person)
    return run_action(
        lambda: service.disable(person=person, by=current_person()),
        then=lambda _: url_for("invitations.index"),
        success_message=gettext("The account is closed."),
    )


@bp.post("/people/<public_id>/open")
@guard(get_person, sees=roles_rules.is_administrator, may=rules.may_disable)
def open_account(person: Person) -> ResponseReturnValue:
    return run_action(
        lambda: service.enable(person=person, by=current_person()),
        then=lambda _: url_for("invitations.index"),
        success_message=gettext("The account is open again. Its owner signs in anew."),
    )


@bp.route("/me", methods=["GET", "POST"])
@guard(nothing, sees=signed_in)
def profile(_nothing: None) -> ResponseReturnValue:
    person = current_person()
    form = ProfileForm(obj=person)
    if request.method == "GET":
        form.sort_key.data = reading_of(person.sort_key)
    return run_form(
        form,
        "people/profile.html",
        verb=lambda: service.update_profile(person=person, **form.values, by=person),
        then=lambda _: url_for("people.profile"),
        success_message=gettext("Saved."),
        person=person,
    )
