"""Apply: fill in, submit, withdraw; and one's own entries."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.db import transaction
from app.core.drafts import Draft, opened_form
from app.core.http.actions import already_answered, keep_answer
from app.core.i18n import reason
from app.core.verdict import _
from app.entries import rules as entries_rules
from app.entries.applications import drafts, rules
from app.entries.applications.draft_views import form_of, form_with, keep, standing_draft, typed_into
from app.entries.applications.forms import EntryForm
from app.entries.applications.queries import entries_of, get_entry
from app.entries.applications.submission_checks import SubmissionChecks
from app.entries.blueprint import bp
from app.entries.editing_window import rules as editing_rules
from app.entries.fields.answer_checks import shown_fields
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
    owns, direction = entries_rules.owns_entry(person, entry, now), drafts.rules_of(entry)
    checks = SubmissionChecks(entry, person)
    sent = checks.latest.answers if checks.latest else {}
    return render_template(
        "entries/show.html",
        entry=entry,
        fields=list(shown_fields(direction, sent)),
        files=entry.sent_files,
        owns=owns,
        may_edit=checks.editable,
        may_delete=rules.may_delete(person, entry, now),
        may_withdraw=rules.may_withdraw(person, entry, now),
        admitted=checks.admissible,
        draft_fields=list(shown_fields(direction, entry.draft)) if owns else [],
        changed=owns and checks.changed,
        is_open=entries_rules.accepts_entries(entry.edition, now),
    )


@bp.route("/entries/<public_id>/form", methods=["GET", "POST"])
@guard(get_entry, sees=entries_rules.owns_entry, may=editing_rules.may_save, typed=typed_into)
def edit(entry: Entry) -> ResponseReturnValue:
    checks = SubmissionChecks(entry, current_person())
    if not checks.consented:
        return _ask_consent(checks)
    form = form_of(entry)
    if request.method == "GET":
        if "check" in request.args:
            form.show_faults(checks.missing)
        return _form_page(checks, form)
    if earlier := already_answered():
        return earlier
    return _save(checks, form) if form.validate() else (_form_page(checks, form), 422)


def _ask_consent(checks: SubmissionChecks) -> ResponseReturnValue:
    """Somebody who joined their organisation's application later is asked before their first word, as all are."""
    entry = checks.entry
    back = url_for("entries.edit", public_id=entry.public_id)
    flash(gettext(checks.consented.reason), "warning")
    return redirect(url_for("consents.to_edition", public_id=entry.edition.public_id, next=back), 303)


def _save(checks: SubmissionChecks, form: EntryForm) -> ResponseReturnValue:
    """What can be kept is kept before anything else, whatever becomes of the rest."""
    entry = checks.entry
    opened, action = opened_form(), request.form.get("action", "")
    with transaction():
        merged, draft = keep(entry, form, opened)
        if not draft.disputes and action == "save":
            keep_answer(url_for("entries.edit", public_id=entry.public_id))
    if draft.disputes:
        return _form_page(checks, form_with(form, merged), draft=draft), 409
    if action == "submit":
        return _check(checks, form_with(form, merged), draft)
    if (code := request.form.get("add", "")) in form.codes:
        at = form.field_of(code).id
        return redirect(url_for("entries.edit", public_id=entry.public_id, add=code, _anchor=at), 303)
    flash(gettext(_("Draft saved.")), "success")
    return redirect(url_for("entries.edit", public_id=entry.public_id), 303)


def _check(checks: SubmissionChecks, form: EntryForm, draft: Draft) -> ResponseReturnValue:
    """On to the last look, where nothing is missing; what was typed is saved by now, whatever the answer is."""
    submittable = checks.submittable
    if not submittable:
        form.form_errors = [reason(submittable)]
        return _form_page(checks, form, draft=draft), 403
    if missing := checks.missing:
        form.show_faults(missing)
        return _form_page(checks, form, draft=draft), 422
    return redirect(url_for("entries.review", public_id=checks.entry.public_id), 303)


def _form_page(checks: SubmissionChecks, form: EntryForm, *, draft: Draft | None = None) -> str:
    entry = checks.entry
    return render_template(
        "entries/form.html",
        entry=entry,
        form=form,
        direction=drafts.rules_of(entry),
        draft=draft or standing_draft(entry, form),
        may_submit=checks.editable,
        admitted=checks.admissible,
        changed=checks.latest is not None and checks.changed,
        registered=drafts.registered_of(entry),
        is_open=entries_rules.accepts_entries(entry.edition, checks.now),
    )
