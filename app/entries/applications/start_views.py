"""Begin: in which direction, for whom, and what is agreed to."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from app.consents.queries import standing_consents
from app.core import clock
from app.core.access import current_person, guard, signed_in
from app.core.errors import NotFound
from app.core.http.actions import run_form
from app.core.i18n import sentences, text
from app.core.regions import MAINLAND
from app.core.verdict import _
from app.entries.applications import rules, service
from app.entries.applications.forms import StartForm
from app.entries.blueprint import bp
from app.entries.models import Entry
from app.people.models import Organisation
from app.people.organisations.rules import organisation_ids_of
from app.programmes.editions.queries import get_open_edition
from app.programmes.models import Edition
from app.programmes.rulebook import DirectionRules

APPLIES = {"organisation": _("An organisation applies."), "person": _("You apply yourself, as a person.")}
NOMINATED = {
    "yes": _("A nomination that was accepted is needed."),
    "non_members": _("Members apply directly; others need a nomination that was accepted."),
}


@bp.route("/programmes/<slug>/<int(max=9999):year>/apply", methods=["GET", "POST"])
@guard(get_open_edition, sees=signed_in, may=rules.may_start)
def start(edition: Edition) -> ResponseReturnValue:
    form, own = StartForm(), _organisations()
    directions = [edition.rulebook.direction(direction.code) for direction in edition.directions]
    fitting = [d for d in directions if d.applicant == "person" or own]
    form.direction.choices = [SelectChoice(d.code, text(d.name)) for d in fitting]
    form.organisation.choices = [SelectChoice(str(o.id), text(o.name)) for o in own]
    if request.method == "GET":
        form.direction.data = fitting[-1].code if fitting else None
        form.organisation.data = str(own[0].id) if own else None
    return run_form(
        form,
        "entries/start.html",
        edition=edition,
        out_of_reach=[d for d in directions if d not in fitting],
        notes={d.code: _note(d) for d in fitting},
        for_organisations=[d.code for d in fitting if d.applicant == "organisation"],
        texts={text.purpose: text for text in edition.rulebook.consents},
        standing=standing_consents(current_person(), edition),
        verb=lambda: _start(edition, form),
        then=lambda entry: url_for("entries.edit", public_id=entry.public_id),
    )


def _note(direction: DirectionRules) -> str:
    """Who may apply, and what they need before."""
    notes = (APPLIES[direction.applicant], NOMINATED.get(direction.nomination.needed, ""))
    return sentences(gettext(words) for words in notes if words)


def _organisations() -> list[Organisation]:
    person = current_person()
    own = organisation_ids_of(person, clock.now())
    return [row.organisation for row in person.representations if row.organisation_id in own]


def _start(edition: Edition, form: StartForm) -> Entry:
    person = current_person()
    direction = next((d for d in edition.directions if d.code == form.direction.data), None)
    if direction is None:
        raise NotFound
    as_person = edition.rulebook.direction(direction.code).applicant == "person"
    chosen = next((o for o in _organisations() if str(o.id) == form.organisation.data), None)
    organisation = None if as_person else chosen
    return service.start(
        edition=edition,
        direction=direction,
        organisation=organisation,
        person=person if as_person else None,
        country_region=organisation.country_region if organisation else MAINLAND,
        consents=form.given,
        by=person,
    )
