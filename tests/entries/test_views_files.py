"""Files in a browser: hostile names and contents, who may have them, and how they are handed out."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.entries.models import Attachment, Entry
from tests.client import Client
from tests.entries.conftest import LAST, PDF, Scene, SignIn, count
from tests.entries.test_file_kinds import PNG, archive
from tests.entries.test_service_files import stored_files
from tests.factories import make_officer, make_person
from tests.time import Clock


@pytest.fixture
def browser(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.applicant)


def page_of(entry: Entry) -> str:
    return f"/entries/{entry.public_id}/files"


def upload(
    browser: Client,
    entry: Entry,
    content: bytes = PDF,
    *,
    name: str = "plan.pdf",
    field: str = "evidence",
    key: str = "",
) -> TestResponse:
    return browser.press(page_of(entry), field=field, _key=key, file=(io.BytesIO(content), name))


def fetch(browser: Client, file: Attachment) -> TestResponse:
    with browser.get(f"/files/{file.public_id}") as answer:
        answer.get_data()
    return answer


@pytest.mark.both
def test_a_file_is_added_handed_out_and_taken_off(draft: Entry, session: Session, browser: Client) -> None:
    assert 'accept=".pdf' in browser.get(page_of(draft)).text
    added = upload(browser, draft, name="计划书.pdf")
    page = browser.get(added.location).text
    (file,) = draft.standing_files
    assert added.status_code == 303 and "File added." in page and "计划书.pdf" in page
    handed = fetch(browser, file)
    assert (handed.data, handed.mimetype) == (PDF, "application/pdf")
    assert handed.headers["Content-Disposition"].startswith("attachment;")
    assert handed.headers["Cache-Control"] == "no-store"
    assert "sandbox" in handed.headers["Content-Security-Policy"]
    assert handed.headers["X-Content-Type-Options"] == "nosniff"
    assert browser.press(f"/files/{file.public_id}/remove").status_code == 303
    assert draft.standing_files == [] and count(session, Attachment) == 1


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.pdf"),
        ("a\x00b.pdf", "a_b.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ("x" * 5000 + ".pdf", "x" * 120 + ".pdf"),
        ("a\tb\x7f.pdf", "a_b_.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ("a;filename=b.html", "a;filename=b.pdf"),
        ("𠮷'%22.pdf", "𠮷'_.pdf"),
    ],
)
def test_a_hostile_name_is_made_harmless(draft: Entry, browser: Client, given: str, shown: str) -> None:
    assert upload(browser, draft, name=given).status_code == 303
    (file,) = draft.standing_files
    assert file.file_name == shown
    handed = fetch(browser, file)
    assert handed.status_code == 200 and "\n" not in handed.headers["Content-Disposition"]
    assert "<img" not in browser.get(page_of(draft)).text.partition("<main")[2]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.pdf", "PDF"),
        (PNG, "picture.pdf", "PDF"),
        (b"<svg onload=alert(1)>", "a.pdf", "PDF"),
        (b"MZ" * 99, "a.exe", "PDF"),
        (archive("a.txt"), "a.zip", "PDF"),
        (b"<!doctype html>%PDF-", "a.pdf", "PDF"),
    ],
)
def test_a_file_that_is_not_taken_is_said_so(
    draft: Entry, session: Session, scene: Scene, sign_in: SignIn, content: bytes, name: str, words: str
) -> None:
    scene.applicant.locale = "zh"
    session.commit()
    answer = upload(sign_in(scene.applicant), draft, content, name=name)
    assert answer.status_code == 422 and words in answer.text and "请先更正" in answer.text
    assert count(session, Attachment) == 0


def test_no_file_or_no_such_field(draft: Entry, session: Session, browser: Client) -> None:
    for fields in (
        {"field": "evidence"},
        {"field": "evidence", "file": "text"},
        {"field": "evidence", "file": ""},
    ):
        answer = browser.press(page_of(draft), **fields)
        assert answer.status_code == 422 and "Choose a file first." in answer.text
    for field in ("", "title_en", "nothing", "../evidence", "\x00"):
        answer = upload(browser, draft, field=field)
        assert answer.status_code == 422 and "asks for no such file" in answer.text
    assert count(session, Attachment) == 0


def large(browser: Client, entry: Entry, megabytes: int) -> TestResponse:
    part = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    content = PDF + b"\x00" * (megabytes * 1024 * 1024)
    fields = part % (b"csrf_token", b"", browser.token().encode()) + part % (b"field", b"", b"evidence")
    body = fields + part % (b"file", b'; filename="big.pdf"', content) + b"--b--\r\n"
    return browser.post(page_of(entry), data=body, content_type="multipart/form-data; boundary=b")


def test_a_file_beyond_its_limit_and_beyond_that_of_the_site(draft: Entry, browser: Client) -> None:
    answer = large(browser, draft, 10)
    assert answer.status_code == 422 and "The file is larger than 10 MB." in answer.text
    answer = large(browser, draft, 20)
    assert answer.status_code == 413 and "Choose a smaller file" in answer.text
    assert draft.attachments == []


def test_the_same_upload_twice_is_one_file(
    draft: Entry, session: Session, browser: Client, app: Flask
) -> None:
    before = len(stored_files(app))
    first, second = (upload(browser, draft, key="k" * 32) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert count(session, Attachment) == 1 and len(stored_files(app)) == before + 1, (
        "nor are its bytes kept twice"
    )
    assert upload(browser, draft, PDF + b"2", key="k" * 32).status_code == 303
    assert count(session, Attachment) == 2, "other bytes are another file"


def test_until_the_close(scene: Scene, draft: Entry, browser: Client, clock: Clock) -> None:
    file = scene.attach(draft)
    clock.set(scene.edition.closes_at - LAST)
    assert upload(browser, draft).status_code == 303
    clock.set(scene.edition.closes_at)
    for answer in (
        upload(browser, draft),
        browser.get(page_of(draft)),
        browser.press(f"/files/{file.public_id}/remove"),
    ):
        assert answer.status_code == 403 and "17:00 Beijing time" in answer.text
    assert len(draft.standing_files) == 2
    assert fetch(browser, file).status_code == 200, "it can be read on"


def test_whose_bytes_are_gone_is_not_found(
    scene: Scene, draft: Entry, session: Session, browser: Client
) -> None:
    file = scene.attach(draft)
    file.storage_key = "0" * 48
    session.commit()
    assert fetch(browser, file).status_code == 404


def test_the_office_has_what_was_sent_in_and_nothing_else(
    scene: Scene, draft: Entry, sign_in: SignIn, clock: Clock
) -> None:
    sent, taken_off = scene.attach(draft, name="sent.pdf"), scene.attach(draft, name="taken-off.pdf")
    scene.detach(taken_off)
    officer = sign_in(scene.officer)
    assert fetch(officer, sent).status_code == 404, "a draft is nobody else's"
    clock.move(timedelta(seconds=1))
    scene.send(draft)
    clock.move(timedelta(seconds=1))
    added = scene.attach(draft, name="added.pdf")
    assert fetch(officer, sent).status_code == 200
    assert [fetch(officer, each).status_code for each in (taken_off, added)] == [404, 404]
    page = officer.get(f"/candidacies/{draft.candidacies[0].public_id}/screen").text
    assert "sent.pdf" in page and "taken-off.pdf" not in page and "added.pdf" not in page
    for person in (scene.officer, make_person(), make_officer(scene.edition)):
        assert sign_in(person).press(f"/files/{sent.public_id}/remove").status_code == 404
        assert upload(sign_in(person), draft).status_code == 404


def test_a_fault_stands_beside_the_field_it_is_of_with_its_limit(draft: Entry, browser: Client) -> None:
    browser.get("/?lang=en")
    part = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    too_large = PDF + b"\x00" * 5 * 1024 * 1024
    for content, words in {too_large: "The file is larger than 5 MB.", b"": "The file is empty"}.items():
        fields = part % (b"csrf_token", b"", browser.token().encode()) + part % (b"field", b"", b"licence")
        body = fields + part % (b"file", b'; filename="a.pdf"', content) + b"--b--\r\n"
        answer = browser.post(page_of(draft), data=body, content_type="multipart/form-data; boundary=b")
        beside = answer.text.partition('id="file-licence-error"')[2].partition("</p>")[0]
        assert answer.status_code == 422 and words in beside
        assert "file-evidence-error" not in answer.text
