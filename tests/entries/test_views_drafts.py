"""Drafts in a browser: saved while typing, in two tabs, sent twice."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.entries.models import Entry, EntryState, Submission
from app.outbox.models import Message
from tests.client import Client, hidden_fields
from tests.entries.conftest import (
    BREAKTHROUGH,
    GROWTH,
    PLACE,
    SOCIAL,
    Scene,
    SignIn,
    count,
    form_of,
    send_in,
    sending,
    typed,
)
from tests.entries.test_views import TICKED

KEY = "k" * 32


@pytest.fixture
def browser(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.applicant)


def autosave(entry: Entry) -> str:
    return f"/entries/{entry.public_id}/draft"


def entry_letters(session: Session) -> int:
    return count(session, Message, Message.kind.like("entry%"))


@pytest.mark.both
def test_a_draft_is_saved_while_it_is_typed_and_is_there_again(
    scene: Scene, draft: Entry, session: Session, browser: Client, sign_in: SignIn
) -> None:
    leaves = count(session, AuditEvent)
    opened_at = draft.version
    answer = browser.press(autosave(draft), **typed([SOCIAL], title_en="Half a ti"), version=str(opened_at))
    assert answer.status_code == 200 and answer.json is not None
    assert (answer.json["version"], answer.json["saved_at"]) == (opened_at + 1, draft.saved_at.isoformat())
    again = browser.press(
        autosave(draft), **typed([SOCIAL], title_en="Half a title"), version=str(opened_at + 1)
    )
    assert again.json is not None and again.json["version"] == opened_at + 2
    assert count(session, AuditEvent) == leaves, "autosaves leave no leaf"
    page = sign_in(scene.applicant).get(form_of(draft)).text
    assert 'value="Half a title"' in page and f'<option selected value="{SOCIAL}">' in page


def test_what_is_wrong_or_unfinished_is_saved_all_the_same(draft: Entry, browser: Client) -> None:
    fields = typed([], title_en="", employees="1e400", founded_on="20", website="javascript:x")
    assert browser.press(autosave(draft), **fields, version=str(draft.version)).status_code == 200
    assert (draft.draft["employees"], draft.draft["founded_on"], draft.tracks_draft) == ("1e400", "20", [])


def test_a_save_by_the_button_is_said(draft: Entry, browser: Client) -> None:
    answer = browser.send(form_of(draft), **typed(title_en="Saved"), action="save")
    assert answer.status_code == 303 and "Draft saved." in browser.get(answer.location).text
    assert (draft.title_en, draft.state) == ("Saved", EntryState.DRAFT)


TEAM = [{"name_zh": "王小红", "name_latin": "", "post": ""}]


def opened(browser: Client, entry: Entry) -> dict[str, str]:
    """What the form carries along that is open in this browser."""
    return hidden_fields(browser.get(form_of(entry)).text, form_of(entry))


def test_two_people_in_two_fields_lose_nothing(scene: Scene, draft: Entry, browser: Client) -> None:
    older = opened(browser, draft)
    scene.save(draft, [SOCIAL], summary_en="Of a colleague", team=TEAM)
    answer = browser.post(form_of(draft), data={**older, **typed(title_en="Of mine"), "action": "save"})
    assert answer.status_code == 303
    kept = (draft.title_en, draft.draft["summary_en"], draft.draft["team"], draft.tracks_draft)
    assert kept == ("Of mine", "Of a colleague", TEAM, [SOCIAL])


def test_the_script_is_told_what_others_wrote(scene: Scene, draft: Entry, browser: Client) -> None:
    older = opened(browser, draft)
    scene.save(draft, [SOCIAL], summary_en="Of a colleague", team=TEAM)
    answer = browser.post(autosave(draft), data={**older, **typed(title_en="Of mine")})
    assert answer.status_code == 200 and answer.json is not None
    taken = answer.json["taken"]
    assert taken["summary_en"] == {"q_summary_en": "Of a colleague"} and taken["tracks"]["track_1"] == SOCIAL
    assert taken["team"]["q_team-0-name_zh"] == "王小红" and "title_en" not in taken
    assert answer.json["version"] == draft.version and answer.json["disputes"] == ""


def test_only_a_field_that_both_have_changed_is_asked_about(
    scene: Scene, draft: Entry, browser: Client
) -> None:
    older = opened(browser, draft)
    scene.save(draft, [SOCIAL], title_en="Of the first tab", team=TEAM)
    mine = typed([BREAKTHROUGH], title_en="Of the second tab", summary_en="Of the second tab alone")
    late = browser.post(form_of(draft), data={**older, **mine, "action": "submit"})
    assert late.status_code == 409 and draft.state == EntryState.DRAFT
    asked = late.text.partition("data-disputes")[2].partition('class="form-section"')[0]
    for words in ("Of the first tab", "Social Contribution", "Keep mine", "Take the other one"):
        assert words in asked
    assert "王小红" not in asked and "王小红" in late.text, "written by one alone"
    assert (
        'value="Of the second tab"' in late.text and f'<option selected value="{BREAKTHROUGH}">' in late.text
    )
    assert (draft.title_en, draft.tracks_draft) == ("Of the first tab", [SOCIAL])
    assert draft.draft["summary_en"] == "Of the second tab alone", "what nobody else changed is saved"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine", "Of the second tab"), ("theirs", "Of the first tab"), ("", "Of the first tab")],
)
def test_nothing_is_thrown_away_until_somebody_has_chosen(
    scene: Scene, draft: Entry, browser: Client, choice: str, kept: str
) -> None:
    older = opened(browser, draft)
    scene.save(draft, title_en="Of the first tab")
    mine = typed(title_en="Of the second tab")
    page = browser.post(form_of(draft), data={**older, **mine, "action": "save"}).text
    seen = re.findall(r'name="_choice_title_en" value="(mine \w+)"', page)[0]
    chosen = {"mine": {"_choice_title_en": seen}, "theirs": {"_choice_title_en": "theirs"}, "": {}}[choice]
    again = browser.post(
        form_of(draft), data={**hidden_fields(page, form_of(draft)), **mine, **chosen, "action": "save"}
    )
    assert again.status_code == (303 if choice else 409) and draft.title_en == kept
    assert choice or ("Of the first tab" in again.text and 'value="Of the second tab"' in again.text)


def test_mine_is_not_kept_over_what_it_was_never_compared_with(
    scene: Scene, draft: Entry, browser: Client
) -> None:
    """Changed a third time while somebody was choosing: asked again."""
    older = opened(browser, draft)
    scene.save(draft, title_en="First")
    mine = typed(title_en="Mine")
    page = browser.post(form_of(draft), data={**older, **mine, "action": "save"}).text
    scene.save(draft, title_en="Third")
    seen = re.findall(r'name="_choice_title_en" value="(mine \w+)"', page)[0]
    fields = {**hidden_fields(page, form_of(draft)), **mine, "_choice_title_en": seen, "action": "save"}
    assert browser.post(form_of(draft), data=fields).status_code == 409 and draft.title_en == "Third"


@pytest.mark.parametrize("version", ["", "nonsense", "-1", "²", "1.0", "9" * 5000, "１"])
def test_a_version_that_is_none_overwrites_nothing(draft: Entry, browser: Client, version: str) -> None:
    for address in (form_of(draft), autosave(draft)):
        assert browser.press(address, **typed(title_en="Other"), version=version).status_code == 409
    assert draft.title_en == "A teaching assistant"


@pytest.mark.both
def test_the_same_form_sent_twice_is_one_transaction_with_one_answer(
    draft: Entry, session: Session, browser: Client
) -> None:
    fields = {"version": str(draft.version), "_key": KEY}
    answers = [browser.press(f"/entries/{draft.public_id}/review", **fields) for _ in range(3)]
    assert [(each.status_code, each.location) for each in answers] == [
        (303, f"/entries/{draft.public_id}")
    ] * 3
    assert count(session, Submission) == 1 and entry_letters(session) == 1


def test_the_same_form_begins_one_entry_and_withdraws_once(
    scene: Scene, session: Session, browser: Client
) -> None:
    fields = {"direction": "enterprises", "organisation": str(scene.firm.id), **TICKED, "_key": KEY}
    first, second = (browser.press(f"{PLACE}/apply", **fields) for _ in range(2))
    assert first.location == second.location and count(session, Entry) == 1
    entry = session.scalars(sa.select(Entry)).one()
    scene.send(scene.save(entry))
    away = [browser.press(f"/entries/{entry.public_id}/withdraw", _key=KEY) for _ in range(2)]
    assert [each.status_code for each in away] == [303, 303]
    assert count(session, Message, Message.kind == "entry_withdrawn") == 1


def test_another_form_under_the_same_key_is_another_transaction(draft: Entry, browser: Client) -> None:
    for title in ("One", "Two"):
        fields = {**typed(title_en=title), "version": str(draft.version), "_key": KEY}
        assert browser.press(form_of(draft), **fields).status_code == 303
    assert draft.title_en == "Two"


def test_what_was_sent_in_is_changed_and_sent_in_again(scene: Scene, browser: Client) -> None:
    entry = scene.sent()
    assert send_in(browser, entry, **sending(title_en="Better")).status_code == 303
    page = browser.get(f"/entries/{entry.public_id}").text
    assert "Version 1, submitted" in page and "Version 2, submitted" in page and "Better" in page
    assert [each.track.code for each in entry.candidacies] == [GROWTH]


def test_a_change_that_is_only_saved_leaves_what_was_sent_in(scene: Scene, browser: Client) -> None:
    entry = scene.sent()
    assert browser.send(form_of(entry), **typed(title_en="Not sent yet")).status_code == 303
    assert len(entry.submissions) == 1
    shown = browser.get(f"/entries/{entry.public_id}").text
    submitted, _, draft = shown.partition("What was submitted")[2].partition(
        "What you typed last, not submitted"
    )
    assert "A teaching assistant" in submitted and "Not sent yet" not in submitted
    assert "Not sent yet" in draft and "Changed since you submitted it on" in shown
    assert "/review" in shown and "Check and submit again" in shown


def test_the_page_says_what_is_missing_before_it_is_sent_in(scene: Scene, browser: Client) -> None:
    entry = scene.save(scene.start(), title_en="")
    assert "This is required." not in browser.get(form_of(entry)).text
    assert "This is required." in browser.get(f"{form_of(entry)}?check=1").text
