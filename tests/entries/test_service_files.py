"""Files of an entry: what is taken, until when, and what went with what was sent in."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.errors import Invalid, Refused
from app.core.storage import storage
from app.entries.attachments import service
from app.entries.attachments.file_limits import MEGABYTE, MOST_FILES_A_FIELD
from app.entries.models import Attachment, Entry
from tests.entries.conftest import BOOK, PDF, Scene, count
from tests.entries.test_file_kinds import PNG
from tests.factories import make_edition, make_person
from tests.time import Clock


def stored_files(app: Flask) -> set[Path]:
    return {path for path in (app.config["SETTINGS"].var_dir / "files").rglob("*") if path.is_file()}


def test_a_file_is_kept_byte_for_byte_under_a_safe_name(scene: Scene, draft: Entry) -> None:
    file = scene.attach(draft, name="../计划书\u202e.exe")
    with storage().open(file.storage_key) as stored:
        assert stored.read() == PDF
    assert (file.file_name, file.media_type, file.size) == ("计划书.pdf", "application/pdf", len(PDF))
    assert (file.added_by_id, draft.standing_files, draft.sent_files) == (scene.applicant.id, [file], [])


@pytest.mark.parametrize(
    ("field", "content", "reason"),
    [
        ("evidence", PNG, "not a file of a kind we can take"),
        ("evidence", b"", "The file is empty"),
        ("evidence", b"<svg/>", "not a file of a kind we can take"),
        ("licence", PDF + b"\x00" * 5 * MEGABYTE, "The file is larger than"),
        ("title_en", PDF, "This form asks for no such file."),
        ("nothing", PDF, "This form asks for no such file."),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(
    scene: Scene, draft: Entry, session: Session, app: Flask, field: str, content: bytes, reason: str
) -> None:
    before = stored_files(app)
    with pytest.raises(Invalid, match=reason) as refusal:
        scene.attach(draft, field, content=content)
    assert set(refusal.value.faults) == {field}
    assert stored_files(app) == before and count(session, Attachment) == 0


def test_a_file_as_large_as_allowed_is_taken(scene: Scene, draft: Entry) -> None:
    content = PDF + b"\x00" * (5 * MEGABYTE - len(PDF))
    assert scene.attach(draft, "licence", content=content).size == 5 * MEGABYTE


def test_so_many_files_a_field_and_no_more(scene: Scene, draft: Entry) -> None:
    files = [scene.attach(draft) for _ in range(MOST_FILES_A_FIELD)]
    with pytest.raises(Invalid, match="files already"):
        scene.attach(draft)
    scene.attach(draft, "licence")
    scene.detach(files[0])
    scene.attach(draft)


def test_until_the_close_and_by_the_applicant_alone(scene: Scene, draft: Entry, clock: Clock) -> None:
    file = scene.attach(draft)
    stranger = make_person()
    for verb, thing in ((scene.attach, draft), (scene.detach, file)):
        for person in (stranger, scene.officer):
            with pytest.raises(Refused, match="Only the applicant"):
                verb(thing, by=person)  # type: ignore[operator]
    clock.set(scene.edition.closes_at)
    for verb, thing in ((scene.attach, draft), (scene.detach, file)):
        with pytest.raises(Refused, match="Applications closed"):
            verb(thing)  # type: ignore[operator]
    assert draft.standing_files == [file]


def with_licence(book: dict[str, Any]) -> None:
    """The award a year earlier, when a licence had to be shown."""
    book["year"], book["number_prefix"] = 2023, "OCA-2023"
    form = next(d for d in book["directions"] if d["code"] == "enterprises")["form"]
    next(item for item in form if item["code"] == "licence")["required"] = True


def test_a_required_file_is_asked_for_when_it_is_sent_in(scene: Scene) -> None:
    scene = replace(scene, edition=make_edition(BOOK, change=with_licence))
    entry = scene.save(scene.start())
    with pytest.raises(Invalid) as refusal:
        scene.send(entry)
    assert set(refusal.value.faults) == {"licence"}
    file = scene.attach(entry, "licence")
    scene.send(entry)
    scene.detach(file)
    with pytest.raises(Invalid):
        scene.send(entry)


def test_what_went_with_the_latest_submission_stays_whatever_becomes_of_the_draft(
    scene: Scene, draft: Entry, later: Callable[..., None]
) -> None:
    first = scene.attach(draft)
    scene.send(draft)
    later(seconds=1)
    second = scene.attach(draft, content=PDF + b"2")
    scene.detach(first)
    assert (draft.standing_files, draft.sent_files) == ([second], [first])
    later(seconds=1)
    scene.send(draft)
    assert draft.sent_files == [second]


def test_a_receipt_covers_the_files(scene: Scene, draft: Entry) -> None:
    scene.attach(draft)
    first = scene.send(draft)
    scene.attach(draft, content=PDF + b"2")
    assert scene.send(draft).sha256 not in (first.sha256, "")


def test_the_bytes_are_read_once_from_their_beginning(scene: Scene, draft: Entry) -> None:
    file = io.BytesIO(PDF)
    stored, kind = service.store(entry=draft, field="evidence", file=file)
    assert (stored.size, kind) == (len(PDF), "pdf")
