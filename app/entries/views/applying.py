"""Apply: choose, fill in, send in, withdraw; and one's own entries."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from app.accounts.models import Organisation
from app.accounts.queries import standing_consents
from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.db import deed
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import text
from app.core.regions import MAINLAND
from app.core.verdict import _
from app.core.web import already_answered, handle, perform, version_sent
from app.entries import rules, service
from app.entries.forms import EntryForm, StartForm, entry_form
from app.entries.models import Entry
from app.entries.queries import entries_of, get_entry, own_organisations
from app.entries.views import bp
from app.entries.views.versions import in_words
from app.programmes.models import Edition
from app.programmes.queries import get_open_edition


def _edition(slug: str, year: int) -> Edition:
    return get_open_edition(slug, year)


@bp.get("/entries")
@guard(nothing, sees=signed_in)
def mine(_nothing: None) -> ResponseReturnValue:
    person = current_person()
    return render_template("entries/mine.html", entries=entries_of(person, clock.now()))


@bp.route("/programmes/<slug>/<int(max=9999):year>/apply", methods=["GET", "POST"])
@guard(_edition, sees=signed_in, may=rules.may_start)
def start(edition: Edition) -> ResponseReturnValue:
    form = StartForm()
    form.direction.choices = [SelectChoice(d.code, text(d.name)) for d in edition.directions]
    form.organisation.choices = [SelectChoice(str(o.id), text(o.name)) for o in _organisations()]
    form.organisation.choices.append(SelectChoice("", gettext(_("Myself, as a person"))))
    form.organisation.validate_choice = False
    if request.method == "GET":
        form.direction.data = form.direction.data or edition.directions[-1].code
        form.organisation.data = form.organisation.choices[0].value
    return handle(
        form, "entries/start.html", edition=edition, organisations=form.organisation.choices,
        texts={text.purpose: text for text in edition.rulebook.consents},
        standing=standing_consents(current_person(), edition),
        verb=lambda: _start(edition, form), then=lambda entry: url_for("entries.edit", public_id=entry.public_id),
    )  # fmt: skip


def _organisations() -> list[Organisation]:
    person = current_person()
    own = own_organisations(person, clock.now())
    return [row.organisation for row in person.representations if row.organisation_id in own]


def _start(edition: Edition, form: StartForm) -> Entry:
    person = current_person()
    direction = next((d for d in edition.directions if d.code == form.direction.data), None)
    if direction is None:
        raise NotFound
    as_person = edition.rulebook.direction(direction.code).applicant == "person"
    organisation = next((o for o in _organisations() if str(o.id) == form.organisation.data), None)
    return service.start(
        edition=edition, direction=direction, organisation=None if as_person else organisation,
        person=person if as_person else None, by=person,
        country_region=organisation.country_region if organisation else MAINLAND, consents=form.given,
    )  # fmt: skip


@bp.get("/entries/<public_id>")
@guard(get_entry, sees=rules.sees_entry)
def show(entry: Entry) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "entries/show.html", entry=entry, direction=service.rules_of(entry), owns=rules.owns_entry(person, entry, now),
        may_edit=rules.may_edit(person, entry, now), may_withdraw=rules.may_withdraw(person, entry, now),
        admitted=service.is_admissible(entry),
    )  # fmt: skip


@bp.route("/entries/<public_id>/form", methods=["GET", "POST"])
@guard(get_entry, sees=rules.owns_entry, may=rules.may_save)
def edit(entry: Entry) -> ResponseReturnValue:
    if not service.is_consented(entry.edition, current_person()):
        return _ask_consent(entry)
    form = _form(entry)
    if request.method == "GET":
        if "check" in request.args:
            form.show_faults(service.missing(entry))
        return _form_page(entry, form)
    if earlier := already_answered():
        return earlier
    if not form.validate():
        return _form_page(entry, form), 422
    if request.form.get("action") == "submit":
        return _submit(entry, form)
    return perform(
        lambda: _save(entry, form), then=lambda saved: url_for("entries.edit", public_id=saved.public_id),
        said=_("Draft saved."),
    )  # fmt: skip


def _ask_consent(entry: Entry) -> ResponseReturnValue:
    """Somebody who joined their organisation's application later is asked before their first word, as all are."""
    back = url_for("entries.edit", public_id=entry.public_id)
    flash(gettext(service.is_consented(entry.edition, current_person()).reason), "warning")
    return redirect(url_for("accounts.consents_to_edition", public_id=entry.edition.public_id, next=back), 303)


def _submit(entry: Entry, form: EntryForm) -> ResponseReturnValue:
    """Two deeds: what was typed is kept, whatever becomes of the sending in."""
    with deed():
        version = _save(entry, form).version
    try:
        return perform(
            lambda: service.submit(entry=entry, version=version, by=current_person()),
            then=lambda _sent: url_for("entries.show", public_id=entry.public_id), said=_("Your entry was sent in."),
        )  # fmt: skip
    except Invalid as error:
        form.show_faults(error.faults)
        return _form_page(entry, form), 422


def _save(entry: Entry, form: EntryForm) -> Entry:
    try:
        return service.save_draft(
            entry=entry, answers=form.answers, tracks=form.tracks, version=version_sent(), by=current_person()
        )
    except Conflict as error:
        mine, theirs = (in_words(form.direction, version) for version in (error.mine, error.theirs))
        raise Conflict(error.reason, mine=mine, theirs=theirs) from error


@bp.post("/entries/<public_id>/draft")
@guard(get_entry, sees=rules.owns_entry, may=rules.may_save, within=deed)
def autosave(entry: Entry) -> ResponseReturnValue:
    saved = _save(entry, _form(entry))
    return jsonify(version=saved.version, saved_at=saved.saved_at.isoformat())


def _form(entry: Entry) -> EntryForm:
    sent = request.form if request.method == "POST" else None
    return entry_form(service.rules_of(entry), entry.draft, tracks=list(entry.tracks_draft), sent=sent)


def _form_page(entry: Entry, form: EntryForm) -> str:
    now = clock.now()
    return render_template(
        "entries/form.html", entry=entry, form=form, direction=service.rules_of(entry),
        may_submit=rules.may_edit(current_person(), entry, now), admitted=service.is_admissible(entry),
    )  # fmt: skip


@bp.route("/entries/<public_id>/withdraw", methods=["GET", "POST"])
@guard(get_entry, sees=rules.owns_entry, may=rules.may_withdraw)
def withdraw(entry: Entry) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("entries/withdraw.html", entry=entry)
    return perform(
        lambda: service.withdraw(entry=entry, by=current_person()),
        then=lambda _entry: url_for("entries.show", public_id=entry.public_id), said=_("Your entry was withdrawn."),
    )  # fmt: skip
