"""Apply: fill in, send in, withdraw; and one's own entries."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.db import transaction
from app.core.errors import Conflict, Invalid
from app.core.http.actions import already_answered, run_action, version_sent
from app.core.verdict import _
from app.entries import rules as entries_rules
from app.entries.applications import rules, service
from app.entries.applications.forms import EntryForm, entry_form
from app.entries.applications.queries import entries_of, get_entry
from app.entries.applications.versions import in_words
from app.entries.blueprint import bp
from app.entries.fields.checks import shown_fields
from app.entries.models import Entry


@bp.get("/entries")
@guard(nothing, sees=signed_in)
def mine(_nothing: None) -> ResponseReturnValue:
    person = current_person()
    return render_template("entries/mine.html", entries=entries_of(person, clock.now()))


@bp.get("/entries/<public_id>")
@guard(get_entry, sees=rules.sees_entry)
def show(entry: Entry) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    sent = entry.submissions[-1].answers if entry.submissions else {}
    return render_template(
        "entries/show.html",
        entry=entry,
        fields=list(shown_fields(service.rules_of(entry), sent)),
        owns=entries_rules.owns_entry(person, entry, now),
        may_edit=rules.may_edit(person, entry, now),
        may_withdraw=rules.may_withdraw(person, entry, now),
        admitted=service.is_admissible(entry),
    )


@bp.route("/entries/<public_id>/form", methods=["GET", "POST"])
@guard(get_entry, sees=entries_rules.owns_entry, may=rules.may_save)
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
    return run_action(
        lambda: _save(entry, form),
        then=lambda saved: url_for("entries.edit", public_id=saved.public_id),
        said=_("Draft saved."),
    )


def _ask_consent(entry: Entry) -> ResponseReturnValue:
    """Somebody who joined their organisation's application later is asked before their first word, as all are."""
    back = url_for("entries.edit", public_id=entry.public_id)
    flash(gettext(service.is_consented(entry.edition, current_person()).reason), "warning")
    return redirect(url_for("consents.to_edition", public_id=entry.edition.public_id, next=back), 303)


def _submit(entry: Entry, form: EntryForm) -> ResponseReturnValue:
    """Two deeds: what was typed is kept, whatever becomes of the sending in."""
    with transaction():
        version = _save(entry, form).version
    try:
        return run_action(
            lambda: service.submit(entry=entry, version=version, by=current_person()),
            then=lambda _sent: url_for("entries.show", public_id=entry.public_id),
            said=_("Your entry was sent in."),
        )
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
@guard(get_entry, sees=entries_rules.owns_entry, may=rules.may_save, within=transaction)
def autosave(entry: Entry) -> ResponseReturnValue:
    saved = _save(entry, _form(entry))
    return jsonify(version=saved.version, saved_at=saved.saved_at.isoformat())


def _form(entry: Entry) -> EntryForm:
    sent = request.form if request.method == "POST" else None
    return entry_form(service.rules_of(entry), entry.draft, tracks=list(entry.tracks_draft), sent=sent)


def _form_page(entry: Entry, form: EntryForm) -> str:
    now = clock.now()
    return render_template(
        "entries/form.html",
        entry=entry,
        form=form,
        direction=service.rules_of(entry),
        may_submit=rules.may_edit(current_person(), entry, now),
        admitted=service.is_admissible(entry),
    )


@bp.route("/entries/<public_id>/withdraw", methods=["GET", "POST"])
@guard(get_entry, sees=entries_rules.owns_entry, may=rules.may_withdraw)
def withdraw(entry: Entry) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("entries/withdraw.html", entry=entry)
    return run_action(
        lambda: service.withdraw(entry=entry, by=current_person()),
        then=lambda _entry: url_for("entries.show", public_id=entry.public_id),
        said=_("Your entry was withdrawn."),
    )
