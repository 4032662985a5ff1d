"""Input that no browser of good will sends: a clear page, nothing lost, and never a failure of the server."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.entries.models import Entry, EntryState, Submission
from tests.client import Client, hidden_fields
from tests.entries.conftest import PLACE, Scene, SignIn, count, form_of, sending, typed
from tests.entries.test_views import TICKED

MULTIPART = "multipart/form-data"
MEGABYTE = 1024 * 1024
HARMLESS = (
    "\u202egnp.exe",
    "𠮷" * 3,
    "e\u0301",
    "%s %(limit)s {{ 7*7 }} ${x}",
    "<script>alert(1)</script>",
    "'; DROP TABLE entry;--",
)


@pytest.fixture
def browser(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.applicant)


@pytest.fixture
def in_chinese(scene: Scene, session: Session, sign_in: SignIn) -> Client:
    scene.applicant.locale = "zh"
    session.commit()
    return sign_in(scene.applicant)


def untouched(draft: Entry, session: Session) -> None:
    assert (draft.title_en, draft.state) == ("A teaching assistant", EntryState.DRAFT)
    assert count(session, Submission) == 0 and draft.attachments == []


# Bodies.


@pytest.mark.parametrize("page", ["form", "draft", "files"])
def test_a_body_of_twenty_megabytes_is_refused_in_words(
    draft: Entry, session: Session, in_chinese: Client, page: str
) -> None:
    address, token = f"/entries/{draft.public_id}/{page}", in_chinese.token().encode()
    much = b"x" * (20 * MEGABYTE)
    part = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    bodies = {
        "application/x-www-form-urlencoded": b"csrf_token=" + token + b"&q_summary_en=" + much,
        f"{MULTIPART}; boundary=b": part % (b"csrf_token", token)
        + part % (b"q_summary_en", much)
        + b"--b--\r\n",
    }
    for content_type, body in bodies.items():
        answer = in_chinese.post(address, data=body, content_type=content_type)
        assert answer.status_code == 413 and "请选择较小的文件" in answer.text
    untouched(draft, session)


def test_a_form_of_three_megabytes_is_too_large_without_files(
    draft: Entry, session: Session, browser: Client
) -> None:
    assert browser.get(form_of(draft)).status_code == 200
    answer = browser.press(
        form_of(draft), **typed(summary_en="x" * (3 * MEGABYTE)), version=str(draft.version)
    )
    assert answer.status_code == 413 and "your text is still in the form" in answer.text
    untouched(draft, session)


CUT_OFF = b'--b\r\nContent-Disposition: form-data; name="q_title_en"\r\n\r\nBrok'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (MULTIPART, b"--b\r\nno boundary was named\r\n--b--"),
        (f"{MULTIPART}; boundary=", CUT_OFF),
        (f"{MULTIPART}; boundary=b", CUT_OFF),
        (f"{MULTIPART}; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--b--\r\n"),
        (
            f"{MULTIPART}; boundary=b",
            b'--b\r\nContent-Disposition: form-data; filename="a.pdf"\r\n\r\n%PDF-\r\n--b--\r\n',
        ),
        (f"{MULTIPART}; boundary=b", b"--other\r\n\r\n"),
        (f"{MULTIPART}; boundary=\xff", CUT_OFF),
        (f"{MULTIPART}; boundary={'b' * 5000}", CUT_OFF),
        (MULTIPART, b""),
        ("application/json", b'{"q_title_en": "x"}'),
        ("text/plain", b"\xff\xfe\x00"),
        ("application/x-www-form-urlencoded", b"%ff%fe=%00&&&==&q_title_en=%"),
        ("", b"\x00" * 1000),
    ],
)
def test_a_body_that_cannot_be_read_changes_nothing(
    draft: Entry, session: Session, in_chinese: Client, content_type: str, body: bytes
) -> None:
    for page in ("form", "draft", "files"):
        answer = in_chinese.post(f"/entries/{draft.public_id}/{page}", data=body, content_type=content_type)
        assert answer.status_code == 400 and 'lang="zh-Hans"' in answer.text and "返回" in answer.text
    untouched(draft, session)


def test_a_body_cut_off_after_its_token_loses_nothing(
    draft: Entry, session: Session, browser: Client
) -> None:
    token = browser.token().encode()
    whole = b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token + b"\r\n" + CUT_OFF
    answer = browser.post(form_of(draft), data=whole, content_type=f"{MULTIPART}; boundary=b")
    assert answer.status_code in (400, 409)
    untouched(draft, session)


# Fields.


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title_zh", "字" * 51, "This has 51 characters; 50 are allowed."),
        ("title_en", "word " * 26, "This has 26 words; 25 are allowed."),
        ("summary_zh", "字" * 401, "This has 401 characters; 400 are allowed."),
        ("contact_phone", "1" * 200, "characters with spaces"),
        ("employees", "NaN", "This is not a number"),
        ("employees", "1e400", "This is not a number"),
        ("employees", "9" * 5000, "This is not a number"),
        ("employees", "-1", "The least is 1."),
        ("employees", "1.5", "This must be a whole number."),
        ("research_share", "Infinity", "This is not a number"),
        ("founded_on", "0000-00-00", "This is not a date"),
        ("founded_on", "2024-02-30", "This is not a date"),
        ("founded_on", "10000-01-01", "This is not a date"),
        ("website", "javascript:alert(1)", "This is not a web address"),
        ("website", "data:text/html,x", "This is not a web address"),
        ("website", "ftp://example.org", "This is not a web address"),
        ("phase", "nonsense", "Choose one of the answers offered."),
        ("has_honours", "perhaps", "Answer yes or no."),
    ],
)
def test_a_fault_is_said_and_what_was_typed_is_kept(
    draft: Entry, session: Session, browser: Client, field: str, value: str, words: str
) -> None:
    answer = browser.send(form_of(draft), **sending(**{field: value}))
    assert answer.status_code == 422 and words in answer.text
    assert draft.draft[field] == value.strip() and draft.state == EntryState.DRAFT
    assert draft.draft["contact_name"] == "李小明" and count(session, Submission) == 0


def test_a_text_longer_than_any_field_is_shown_again(draft: Entry, session: Session, browser: Client) -> None:
    answer = browser.send(form_of(draft), **sending(summary_en="x" * 20_001, title_en="Typed along"))
    assert answer.status_code == 422 and "20000" in answer.text
    assert "x" * 20_001 in answer.text and 'value="Typed along"' in answer.text
    untouched(draft, session)


@pytest.mark.parametrize("text", HARMLESS)
def test_odd_signs_are_text_and_nothing_else(draft: Entry, browser: Client, text: str) -> None:
    answer = browser.send(form_of(draft), **sending(title_en=text, contribution_en=text))
    assert answer.status_code == 303 and draft.title_en == text
    page = browser.get(answer.location).text
    assert "<script>alert" not in page and ">49<" not in page


@pytest.mark.both
def test_signs_that_no_keyboard_has_fall_away_on_both_databases(draft: Entry, browser: Client) -> None:
    fields = sending(title_en="A\x00 title\x1b\x7f", summary_en="one\r\n\ttwo\x0b\x00")
    answer = browser.send(form_of(draft), **fields, **{"q_team-0-name_zh": "王\x00小红"})
    assert answer.status_code == 303
    assert (draft.title_en, draft.draft["summary_en"]) == ("A title", "one\r\n\ttwo")
    assert draft.draft["team"][0]["name_zh"] == "王小红"


@pytest.mark.parametrize("row", ["²", "9" * 5000, "-1", "", "x", "0x1", "１", "99999999999999999999"])
def test_rows_that_no_form_has(draft: Entry, browser: Client, row: str) -> None:
    answer = browser.send(form_of(draft), **typed(), **{f"q_team-{row}-name_zh": "Nobody", "q_team": "x"})
    assert answer.status_code == 303 and not draft.draft.get("team")


def test_more_people_than_allowed_are_not_taken_in(draft: Entry, browser: Client) -> None:
    rows = {f"q_team-{number}-name_zh": f"甲{number}" for number in range(40)}
    assert browser.send(form_of(draft), **typed(), **rows).status_code == 303
    assert [person["name_zh"] for person in draft.draft["team"]] == [f"甲{number}" for number in range(10)]


def test_a_person_whose_name_is_too_long_is_said_so(draft: Entry, session: Session, browser: Client) -> None:
    answer = browser.send(form_of(draft), **sending(), **{"q_team-0-name_zh": "字" * 101})
    assert answer.status_code == 422 and "100" in answer.text
    untouched(draft, session)


def test_fields_that_the_form_does_not_have_set_nothing(draft: Entry, browser: Client) -> None:
    stray = {
        "state": "submitted",
        "number": "1",
        "organisation_id": "1",
        "q_state": "x",
        "eligibility": "eligible",
    }
    assert browser.send(form_of(draft), **typed(), **stray).status_code == 303
    assert (draft.state, draft.number, draft.candidacies) == (EntryState.DRAFT, None, [])
    assert "state" not in draft.draft


def test_the_same_field_many_times_is_the_first(draft: Entry, browser: Client) -> None:
    page = browser.get(form_of(draft)).text
    fields = {**hidden_fields(page, form_of(draft)), **typed(), "q_title_en": ["First", "Second"]}
    assert browser.post(form_of(draft), data=fields).status_code == 303
    assert draft.title_en == "First"


@pytest.mark.parametrize("field", ["direction", "organisation", "processing", "publication"])
@pytest.mark.parametrize("value", ["\x00", "²", "9" * 5000, "../..", "字" * 1000])
def test_the_first_form_too(scene: Scene, session: Session, browser: Client, field: str, value: str) -> None:
    fields = {"direction": "enterprises", "organisation": str(scene.firm.id), **TICKED, field: value}
    assert browser.press(f"{PLACE}/apply", **fields).status_code == 422
    assert count(session, Entry) == 0


@pytest.mark.parametrize("public_id", ["nothing", "0" * 16, "%00", "..", "a" * 3000, "字"])
def test_addresses_of_nothing(browser: Client, public_id: str) -> None:
    for page in ("", "/form", "/files", "/withdraw"):
        assert browser.get(f"/entries/{public_id}{page}").status_code == 404
    assert browser.get(f"/files/{public_id}").status_code == 404
    assert browser.get(f"/candidacies/{public_id}/screen").status_code == 404
