"""Files of an entry: add, take off, download."""

from __future__ import annotations

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.core import verdict
from app.core.access import current_person, guard
from app.core.errors import Invalid, NotFound
from app.core.http.actions import already_answered, run_action
from app.core.storage import storage
from app.core.verdict import _
from app.entries import rules as entries_rules
from app.entries.applications import drafts
from app.entries.applications.queries import get_entry
from app.entries.attachments import rules, service
from app.entries.attachments.forms import UploadForm
from app.entries.attachments.queries import get_attachment
from app.entries.blueprint import bp
from app.entries.editing_window import rules as editing_rules
from app.entries.models import Attachment, Entry


@bp.route("/entries/<public_id>/files", methods=["GET", "POST"])
@guard(get_entry, sees=entries_rules.owns_entry, may=editing_rules.may_edit)
def files(entry: Entry) -> ResponseReturnValue:
    form = UploadForm()
    if request.method == "GET":
        return _page(entry, form)
    if earlier := already_answered():
        return earlier
    try:
        return _add(entry, request.form.get("field", ""))
    except Invalid as error:
        form.show_faults({"file": next(iter(error.faults.values()))})
        return _page(entry, form), 422


def _add(entry: Entry, field: str) -> ResponseReturnValue:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid({"file": verdict.need(False, _("Choose a file first."))})
    name = upload.filename
    stored, kind = service.store(entry=entry, field=field, file=upload.stream)
    return run_action(
        lambda: service.attach(
            entry=entry, field=field, name=name, stored=stored, kind=kind, by=current_person()
        ),
        then=lambda _attachment: url_for("entries.files", public_id=entry.public_id),
        success_message=_("File added."),
    )


def _page(entry: Entry, form: UploadForm) -> str:
    direction = drafts.rules_of(entry)
    wanted = [field for field in direction.form if field.is_document]
    return render_template(
        "entries/files.html",
        entry=entry,
        form=form,
        wanted=wanted,
        standing=entry.standing_files,
        refused=request.form.get("field", ""),
    )


@bp.post("/files/<public_id>/remove")
@guard(
    get_attachment,
    sees=lambda person, file, now: entries_rules.owns_entry(person, file.entry, now),
    may=lambda person, file, now: editing_rules.may_edit(person, file.entry, now),
)
def remove_file(attachment: Attachment) -> ResponseReturnValue:
    entry = attachment.entry.public_id
    return run_action(
        lambda: service.detach(attachment=attachment, by=current_person()),
        then=lambda _nothing: url_for("entries.files", public_id=entry),
        success_message=_("File removed."),
    )


@bp.get("/files/<public_id>")
@guard(get_attachment, sees=rules.sees_file)
def download(attachment: Attachment) -> ResponseReturnValue:
    return send_attachment(attachment)


def send_attachment(attachment: Attachment) -> Response:
    """The bytes, to be saved and never shown inside the site."""
    try:
        file = storage().open(attachment.storage_key)
    except FileNotFoundError as error:
        raise NotFound from error
    response = send_file(
        file,
        mimetype=attachment.media_type,
        as_attachment=True,
        download_name=attachment.file_name,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
