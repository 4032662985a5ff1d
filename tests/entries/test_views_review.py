"""The last look before an entry is submitted, what is asked once, and what is kept of what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.storage import storage
from app.entries.models import Attachment, Candidacy, Eligibility, Entry, EntryState, Submission
from tests.client import Client, hidden_fields
from tests.entries.conftest import Scene, SignIn, count, form_of, send_in, sending, typed
from tests.factories import make_person
from tests.time import Clock

DAY = timedelta(days=1)


@pytest.fixture
def browser(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.applicant)


def review_of(entry: Entry) -> str:
    return f"/entries/{entry.public_id}/review"


# The last look.


def test_nothing_is_submitted_without_a_last_look(
    scene: Scene, draft: Entry, browser: Client, session: Session
) -> None:
    attached = scene.attach(draft)
    answer = browser.send(form_of(draft), **sending(title_en="The last word"))
    assert (answer.status_code, answer.location) == (303, review_of(draft))
    assert draft.state == EntryState.DRAFT and count(session, Submission) == 0
    page = browser.get(answer.location).text
    for words in ("The last word", "Growth Potential", attached.sha256, "A contribution."):
        assert words in page
    assert browser.send(answer.location).status_code == 303 and draft.state == EntryState.SUBMITTED


def test_enter_saves(draft: Entry, browser: Client) -> None:
    """A browser presses the first button of a form."""
    form = browser.get(form_of(draft)).text.partition("data-autosave-url")[2].partition("</form>")[0]
    first = re.findall(r"<button[^>]*>", form)[0]
    assert 'value="save"' in first


def test_what_was_changed_while_somebody_looked_is_looked_at_again(
    scene: Scene, draft: Entry, browser: Client, session: Session
) -> None:
    hidden = hidden_fields(browser.get(review_of(draft)).text, review_of(draft))
    scene.save(draft, title_en="Changed by a colleague")
    assert browser.post(review_of(draft), data=hidden).status_code == 409
    assert count(session, Submission) == 0


def test_what_is_missing_is_said_at_the_last_look(scene: Scene, browser: Client, session: Session) -> None:
    entry = scene.save(scene.start(), title_en="")
    page = browser.get(review_of(entry)).text
    assert "Not complete yet" in page and "This is required." in page and ">Submit<" not in page
    answer = browser.press(review_of(entry), version=str(entry.version))
    assert answer.status_code == 422 and count(session, Submission) == 0


# Returned for correction.


@pytest.fixture
def returned(scene: Scene) -> Candidacy:
    (candidacy,) = scene.sent().candidacies
    scene.send_back(candidacy, until=scene.edition.closes_at + DAY)
    return candidacy


def test_what_was_returned_is_not_submitted_unchanged(
    scene: Scene, returned: Candidacy, browser: Client
) -> None:
    entry = returned.entry
    with pytest.raises(Refused, match="Nothing has changed"):
        scene.send(entry)
    answer = send_in(browser, entry, **sending())
    assert answer.status_code == 403 and "Nothing has changed since this entry was returned" in answer.text
    assert (returned.eligibility, returned.reason) == (Eligibility.RETURNED, "The licence has expired.")
    assert "The licence has expired." in browser.get(form_of(entry)).text


@pytest.mark.parametrize("what", ["an answer", "a file"])
def test_what_was_corrected_is_screened_again(
    scene: Scene, returned: Candidacy, browser: Client, what: str
) -> None:
    if what == "a file":
        scene.attach(returned.entry)
    fields = sending(title_en="Corrected") if what == "an answer" else sending()
    assert send_in(browser, returned.entry, **fields).status_code == 303
    assert returned.eligibility == Eligibility.PENDING


# Asked once; kept.


def test_what_the_register_says_is_not_asked_again(
    scene: Scene, draft: Entry, browser: Client, session: Session
) -> None:
    page = browser.get(form_of(draft)).text
    for code in ("organisation_zh", "organisation_en", "region"):
        assert f'name="q_{code}"' not in page
    assert "Test Firm" in page and "As registered." in page
    fields = sending() | {"q_organisation_en": "Another name", "q_region": "FR"}
    assert send_in(browser, draft, **fields).status_code == 303
    answers = draft.submissions[-1].answers
    assert (answers["organisation_en"], answers["region"], draft.country_region) == ("Test Firm", "CN", "CN")


def test_a_name_that_is_not_registered_is_asked_for(
    scene: Scene, draft: Entry, browser: Client, session: Session
) -> None:
    scene.firm.name_en = ""
    session.commit()
    assert 'name="q_organisation_en"' in browser.get(form_of(draft)).text
    browser.send(form_of(draft), **typed(organisation_en="Typed"), action="save")
    assert draft.draft["organisation_en"] == "Typed"


def test_hidden_answers_are_kept_and_not_submitted(scene: Scene, draft: Entry, browser: Client) -> None:
    browser.send(form_of(draft), **typed(has_honours="yes", honours="First prize"), action="save")
    fields = sending(has_honours="no", honours="First prize")
    assert send_in(browser, draft, **fields).status_code == 303
    assert draft.draft["honours"] == "First prize"
    assert "honours" not in draft.submissions[-1].answers
    assert "First prize" not in browser.get(f"/entries/{draft.public_id}").text


def test_a_withdrawn_entry_keeps_the_latest_text_after_the_close(
    scene: Scene, sign_in: SignIn, clock: Clock
) -> None:
    entry = scene.withdraw(scene.sent())
    clock.set(scene.edition.closes_at + DAY)
    browser = sign_in(scene.applicant)
    answer = browser.press(
        f"/entries/{entry.public_id}/draft", **typed(title_en="Too late"), version=str(entry.version)
    )
    assert answer.status_code == 200
    page = browser.get(f"/entries/{entry.public_id}").text
    assert "Too late" in page and "What you typed is kept" in page and "awards@localhost" in page
    assert "Too late" in browser.get(form_of(entry)).text
    late = browser.send(form_of(entry), **sending(title_en="Later still"))
    assert late.status_code == 403 and "Applications closed" in late.text and "Later still" in late.text
    assert entry.state == EntryState.WITHDRAWN and entry.draft["title_en"] == "Later still"


def test_the_page_of_an_entry_shows_its_files_with_their_hashes(
    scene: Scene, draft: Entry, browser: Client, sign_in: SignIn, later: Callable[..., None]
) -> None:
    sent = scene.attach(draft)
    scene.send(draft)
    for reader in (browser, sign_in(scene.officer)):
        assert sent.sha256 in reader.get(f"/entries/{draft.public_id}").text
    later(hours=1)
    added = scene.attach(draft, content=b"%PDF-1.7 another")
    assert added.sha256 in browser.get(f"/entries/{draft.public_id}").text
    assert added.sha256 not in sign_in(scene.officer).get(f"/entries/{draft.public_id}").text


def test_one_more_person_without_script(draft: Entry, browser: Client) -> None:
    people = {"q_team-0-name_zh": "王小红", "q_team-0-name_latin": "", "q_team-0-post": ""}
    answer = browser.send(form_of(draft), **typed(), **people, add="team")
    assert answer.status_code == 303 and answer.location.endswith("?add=team#q_team")
    page = browser.get(answer.location).text
    assert 'name="q_team-1-name_zh"' in page and 'name="q_team-2-name_zh"' not in page
    assert "Q Team" not in page and draft.draft["team"][0]["name_zh"] == "王小红"
    assert browser.send(form_of(draft), **typed(), add="nonsense").status_code == 303


# A draft that nobody wants any more.


def test_a_draft_is_deleted_with_its_files(
    scene: Scene, draft: Entry, browser: Client, session: Session, app: Flask
) -> None:
    key, page = scene.attach(draft).storage_key, f"/entries/{draft.public_id}"
    assert "Delete the draft" in browser.get(page).text
    assert browser.get(f"{page}/delete").status_code == 200 and count(session, Entry) == 1
    assert browser.send(f"{page}/delete").location == "/entries"
    assert count(session, Entry) == count(session, Attachment) == 0 and browser.get(page).status_code == 404
    with pytest.raises(FileNotFoundError):
        storage().open(key)


def test_what_was_submitted_is_never_deleted(
    scene: Scene, browser: Client, session: Session, sign_in: SignIn
) -> None:
    entry = scene.sent()
    for state in ("submitted", "withdrawn"):
        assert entry.state == state
        assert browser.press(f"/entries/{entry.public_id}/delete").status_code == 403
        if state == "submitted":
            scene.withdraw(entry)
    assert sign_in(make_person()).press(f"/entries/{entry.public_id}/delete").status_code == 404
    assert count(session, Entry) == 1
