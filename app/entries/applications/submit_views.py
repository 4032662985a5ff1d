"""A last look, submitting, taking back, and throwing a draft away."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.errors import Invalid
from app.core.http.actions import already_answered, run_action, version_sent
from app.core.i18n import text
from app.core.verdict import _
from app.entries import rules as entries_rules
from app.entries.applications import drafts, rules, service
from app.entries.applications.queries import get_entry
from app.entries.applications.submission_checks import SubmissionChecks
from app.entries.attachments import service as attachments_service
from app.entries.blueprint import bp
from app.entries.editing_window import rules as editing_rules
from app.entries.fields.answer_checks import shown_fields
from app.entries.models import Entry


@bp.route("/entries/<public_id>/review", methods=["GET", "POST"])
@guard(get_entry, sees=entries_rules.owns_entry, may=editing_rules.may_edit)
def review(entry: Entry) -> ResponseReturnValue:
    """Everything as the secretariat and the judges will read it, before it is submitted."""
    if request.method == "GET":
        return _review_page(entry)
    if earlier := already_answered():
        return earlier
    try:
        return run_action(
            lambda: service.submit(entry=entry, version=version_sent(), by=current_person()),
            then=lambda _sent: url_for("entries.show", public_id=entry.public_id),
            success_message=_("Your entry has been submitted."),
        )
    except Invalid:
        return _review_page(entry), 422


def _review_page(entry: Entry) -> str:
    direction, checks = drafts.rules_of(entry), SubmissionChecks(entry, current_person())
    names = {track.code: text(track.name) for track in direction.tracks}
    return render_template(
        "entries/review.html",
        entry=entry,
        fields=list(shown_fields(direction, entry.draft)),
        tracks=[names.get(code, code) for code in entry.tracks_draft],
        files=entry.standing_files,
        missing=checks.missing,
        labels={field.code: text(field.label) for field in direction.form},
        may_submit=checks.submittable,
    )


@bp.route("/entries/<public_id>/withdraw", methods=["GET", "POST"])
@guard(get_entry, sees=entries_rules.owns_entry, may=rules.may_withdraw)
def withdraw(entry: Entry) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("entries/withdraw.html", entry=entry)
    return run_action(
        lambda: service.withdraw(entry=entry, by=current_person()),
        then=lambda _entry: url_for("entries.show", public_id=entry.public_id),
        success_message=_("Your entry was withdrawn."),
    )


@bp.route("/entries/<public_id>/delete", methods=["GET", "POST"])
@guard(get_entry, sees=entries_rules.owns_entry, may=rules.may_delete)
def delete(entry: Entry) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("entries/delete.html", entry=entry)
    keys = [file.storage_key for file in entry.attachments]
    answer = run_action(
        lambda: service.delete_draft(entry=entry, by=current_person()),
        then=lambda _done: url_for("entries.mine"),
        success_message=_("The draft was deleted."),
    )
    attachments_service.forget_files(keys)
    return answer
