"""The page of the organisations that a person acts for."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.forms import choices_of
from app.core.http.actions import run_form
from app.core.i18n import region_choices
from app.people.blueprint import bp
from app.people.forms import OrganisationForm
from app.people.organisations import rules, service
from app.people.organisations.queries import organisations_of
from app.people.sign_in.login import own_path


@bp.route("/me/organisations", methods=["GET", "POST"])
@guard(nothing, sees=signed_in, may=rules.may_register_organisation)
def organisations(_nothing: None) -> ResponseReturnValue:
    form, person = OrganisationForm(), current_person()
    form.country_region.choices = choices_of({"": "—", **dict(region_choices())})
    return run_form(
        form,
        "people/organisations.html",
        verb=lambda: service.register_organisation(**form.values, by=person),
        then=lambda _: own_path(request.args.get("next") or url_for("people.organisations")),
        said=gettext("The organisation is registered."),
        organisations=organisations_of(person, clock.now()),
    )
