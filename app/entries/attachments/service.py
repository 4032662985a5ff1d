"""Files of an entry: added to a field of the form, and taken off again; the bytes stay until they are archived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.storage import Stored, TooLarge, storage
from app.core.verdict import Verdict, _, need
from app.entries.applications.drafts import rules_of
from app.entries.applications.submission_checks import SubmissionChecks
from app.entries.attachments.file_checks import MEDIA_TYPES, kind_of, safe_name
from app.entries.attachments.file_limits import has_room, most_bytes, too_large
from app.entries.editing_window import rules as editing_rules
from app.entries.models import Attachment, Entry
from app.people.models import Person


def store(*, entry: Entry, field: str, file: IO[bytes]) -> tuple[Stored, str]:
    """Look at a file and keep its bytes, before the transaction that adds it; raises Invalid where it is refused."""
    rule = next((f for f in rules_of(entry).form if f.code == field and f.is_document), None)
    if rule is None:
        raise Invalid({field: need(False, _("This form asks for no such file."))})
    if not file.read(1):
        raise Invalid({field: need(False, _("The file is empty: it has no content."))})
    file.seek(0)
    kind = kind_of(file)
    if kind is None or kind not in rule.accepts:
        raise Invalid({field: _wrong_kind(rule.accepts)})
    try:
        return storage().put(file, at_most=most_bytes(rule)), kind
    except TooLarge as error:
        raise Invalid({field: too_large(rule)}) from error


def _wrong_kind(accepts: tuple[str, ...]) -> Verdict:
    kinds = ", ".join(kind.upper() for kind in accepts)
    return need(False, _("This is not a file of a kind we can take: %(kinds)s."), kinds=kinds)


def attach(*, entry: Entry, field: str, name: str, stored: Stored, kind: str, by: Person) -> Attachment:
    """Add a stored file to a field."""
    enforce(SubmissionChecks(entry, by).writable)
    standing = sum(file.field == field for file in entry.standing_files)
    if not (room := has_room(standing)):
        raise Invalid({field: room})
    attachment = Attachment(
        entry=entry,
        field=field,
        file_name=safe_name(name, kind),
        media_type=MEDIA_TYPES[kind],
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        added_at=clock.now(),
        added_by_id=by.id,
    )
    db.session.add(attachment)
    record(
        "attachment.added",
        f"entry:{entry.public_id}",
        by=by,
        edition_id=entry.edition_id,
        field=field,
        sha256=stored.sha256,
    )
    db.session.flush()
    return attachment


def detach(*, attachment: Attachment, by: Person) -> None:
    """Take a file off the form; its row stays, with the time."""
    enforce(editing_rules.may_edit(by, attachment.entry, clock.now()))
    attachment.removed_at = clock.now()
    record(
        "attachment.removed",
        f"entry:{attachment.entry.public_id}",
        by=by,
        edition_id=attachment.entry.edition_id,
        field=attachment.field,
        sha256=attachment.sha256,
    )
    db.session.flush()


def forget_files(keys: Sequence[str]) -> None:
    """Remove the bytes of files whose rows are gone."""
    for key in keys:
        storage().remove(key)
