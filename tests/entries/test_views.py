"""Applying in a browser: from the first page to the receipt, and back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consents.models import Consent
from app.entries.models import Candidacy, Entry, EntryState, Submission
from app.outbox.models import Message
from tests.client import Client
from tests.entries.conftest import (
    GROWTH,
    LAST,
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
from tests.factories import make_organisation, make_person
from tests.time import Clock

TICKED = {"processing": "1", "publication": "1", "transfer": "1"}
APPLY = f"{PLACE}/apply"


@pytest.fixture
def browser(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.applicant)


def latest(session: Session) -> Entry:
    return session.scalars(sa.select(Entry).order_by(Entry.id.desc())).one()


def beginning(scene: Scene, **more: str) -> dict[str, str]:
    return {"direction": "enterprises", "organisation": str(scene.firm.id), **TICKED, **more}


@pytest.mark.both
def test_from_the_first_page_to_the_receipt(scene: Scene, session: Session, browser: Client) -> None:
    begun = browser.send(APPLY, **beginning(scene))
    assert begun.status_code == 303
    entry = latest(session)
    sent = send_in(browser, entry, **sending())
    assert sent.status_code == 303
    page = browser.get(sent.location).text
    assert (entry.state, entry.country_region, count(session, Candidacy)) == (EntryState.SUBMITTED, "CN", 1)
    assert "Your entry has been submitted." in page and "OCA-2024-0001" in page
    assert entry.submissions[0].sha256 in page and "To be screened" in page
    letter = session.scalars(sa.select(Message).where(Message.kind == "entry_submitted")).one()
    assert letter.person_id == scene.applicant.id
    assert "OCA-2024-0001" in browser.get("/inbox").text


def test_each_consent_is_asked_for_by_itself(scene: Scene, session: Session, browser: Client) -> None:
    page = browser.get(APPLY).text
    for text in scene.edition.rulebook.consents:
        assert text.text.en in page and f'name="{text.purpose}"' in page
    assert "checked" not in page.partition('name="processing"')[2], "no box is ticked for anybody"
    browser.press(APPLY, **{**beginning(scene), "publication": "", "transfer": ""})
    assert [str(row.purpose) for row in session.scalars(sa.select(Consent))] == ["processing"]
    assert "You consented:" in browser.get(APPLY).text


def test_without_the_consent_to_processing_the_form_comes_back(
    scene: Scene, session: Session, browser: Client
) -> None:
    fields = beginning(scene, publication="1")
    del fields["processing"]
    answer = browser.press(APPLY, **fields)
    assert answer.status_code == 422 and "needs your consent" in answer.text
    assert re.search(rf'<input[^>]*checked[^>]*value="{scene.firm.id}"', answer.text), (
        "what was chosen is kept"
    )
    assert count(session, Entry) == count(session, Consent) == 0


def test_a_text_that_changed_after_it_was_read_is_asked_for_again(
    scene: Scene, session: Session, browser: Client
) -> None:
    answer = browser.press(APPLY, **beginning(scene, processing="0"))
    assert answer.status_code == 422 and "This text has changed" in answer.text
    assert count(session, Consent) == 0


def test_a_direction_of_organisations_takes_no_person(
    scene: Scene, session: Session, browser: Client
) -> None:
    for stranger in ("", "0", "nonsense", str(make_organisation().id)):
        answer = browser.press(APPLY, **beginning(scene, organisation=stranger))
        assert answer.status_code == 422 and "another kind of applicant" in answer.text
    assert browser.press(APPLY, **beginning(scene, direction="nonsense")).status_code == 422
    assert count(session, Entry) == 0


def test_a_person_applies_in_person(scene: Scene, session: Session, browser: Client) -> None:
    begun = browser.press(APPLY, **beginning(scene, direction="individuals", organisation=""))
    assert begun.status_code == 303 and latest(session).person_id == scene.applicant.id
    fields = {"q_region": "FR", "q_title_en": "A life's work"}
    assert browser.send(begun.location, **fields).status_code == 303
    assert latest(session).country_region == "FR"
    assert "A life&#39;s work" in browser.get("/entries").text


def test_a_colleague_is_asked_before_their_first_word(
    scene: Scene, draft: Entry, session: Session, sign_in: SignIn
) -> None:
    colleague = sign_in(make_person(acts_for=scene.firm))
    asked = colleague.get(form_of(draft))
    assert asked.status_code == 303 and "/me/consents/editions/" in asked.location
    assert colleague.press(f"/entries/{draft.public_id}/draft", **typed()).status_code == 403
    assert colleague.send(asked.location, **TICKED).location == form_of(draft)
    assert colleague.send(form_of(draft), **typed(title_en="By two")).status_code == 303
    assert latest(session).title_en == "By two"


def test_in_the_last_second(scene: Scene, draft: Entry, browser: Client, clock: Clock) -> None:
    clock.set(scene.edition.closes_at - LAST)
    assert send_in(browser, draft, **sending()).status_code == 303
    assert draft.state == EntryState.SUBMITTED


@pytest.mark.parametrize(
    ("late", "shown"), [(0, "it is now 10 October 2024, 17:00 Beijing"), (1, "17:00:01 Beijing")]
)
def test_at_the_closing_second_and_after_it_both_times_are_shown_and_the_draft_is_kept(
    scene: Scene, draft: Entry, session: Session, browser: Client, clock: Clock, late: int, shown: str
) -> None:
    page = browser.get(form_of(draft))
    clock.set(scene.edition.closes_at + timedelta(seconds=late))
    version = {"version": str(draft.version)}
    answer = browser.press(form_of(draft), **sending(title_en="The last word"), **version)
    assert page.status_code == 200 and answer.status_code == 403
    assert (
        "Applications closed on 10 October 2024, 17:00 Beijing time" in answer.text and shown in answer.text
    )
    assert (draft.state, draft.title_en) == (EntryState.DRAFT, "The last word")
    assert count(session, Submission) == count(session, Message, Message.kind.like("entry%")) == 0
    page = browser.get(form_of(draft)).text
    assert "The last word" in page and "Applications closed" in page  # beside the greyed button
    assert "What you typed is kept" in browser.get(f"/entries/{draft.public_id}").text


def test_the_refusal_is_in_the_language_of_its_reader(
    scene: Scene, draft: Entry, session: Session, sign_in: SignIn, clock: Clock
) -> None:
    scene.applicant.locale = "zh"
    session.commit()
    clock.set(scene.edition.closes_at + LAST)
    version = {"version": str(draft.version)}
    answer = sign_in(scene.applicant).press(form_of(draft), **sending(), **version)
    assert "2024年10月10日 17:00" in answer.text and "17:00:01" in answer.text
    assert "Applications" not in answer.text


@pytest.mark.parametrize("late", [timedelta(), LAST])
def test_after_the_close_nothing_is_begun(
    scene: Scene, browser: Client, clock: Clock, late: timedelta
) -> None:
    clock.set(scene.edition.closes_at + late)
    for answer in (browser.get(APPLY), browser.press(APPLY, **beginning(scene))):
        assert answer.status_code == 403 and "17:00 Beijing time" in answer.text


def test_withdrawn_and_sent_in_again_until_the_close(scene: Scene, browser: Client, clock: Clock) -> None:
    entry = scene.sent([SOCIAL, GROWTH])
    page = f"/entries/{entry.public_id}"
    assert browser.send(f"{page}/withdraw").status_code == 303
    assert entry.state == EntryState.WITHDRAWN and "You can submit it again until" in browser.get(page).text
    assert browser.press(f"{page}/withdraw").status_code == 403
    clock.set(scene.edition.closes_at - LAST)
    assert send_in(browser, entry, **sending()).status_code == 303
    assert entry.state == EntryState.SUBMITTED
    clock.set(scene.edition.closes_at)
    answer = browser.press(f"{page}/withdraw")
    assert answer.status_code == 403 and "Applications closed" in answer.text
    assert browser.get(form_of(entry)).status_code == 403


def test_faults_stand_beside_their_fields_and_nothing_is_lost(
    scene: Scene, draft: Entry, browser: Client
) -> None:
    fields = sending(title_en="", employees="many", founded_on="0000-00-00", website="javascript:x")
    answer = browser.send(form_of(draft), **{**fields, "q_summary_en": "word " * 251, "track_2": GROWTH})
    assert answer.status_code == 422
    for words in (
        "This is required.",
        "This is not a number such as 120 or 3.5.",
        "This is not a date such as 2024-06-20.",
        "This is not a web address",
        "This has 251 words; 250 are allowed.",
        "Choose each track once.",
    ):
        assert words in answer.text
    assert (draft.draft["employees"], draft.draft["website"]) == ("many", "javascript:x")
    assert draft.tracks_draft == [GROWTH, GROWTH] and draft.state == EntryState.DRAFT
    assert 'value="javascript:x"' in answer.text


@pytest.mark.parametrize(
    ("tracks", "words"),
    [
        ({"track_1": "no-such-track"}, "There is no such track."),
        ({"track_1": ""}, "Choose at least 1 and at most 2."),
        ({"track_2": GROWTH}, "Choose each track once."),
    ],
)
def test_a_choice_of_tracks_that_cannot_stand(
    draft: Entry, session: Session, browser: Client, tracks: dict[str, str], words: str
) -> None:
    answer = browser.send(form_of(draft), **{**sending(title_en="Kept"), **tracks})
    assert answer.status_code == 422 and words in answer.text and 'value="Kept"' in answer.text
    assert draft.title_en == "Kept" and count(session, Candidacy) == 0


def test_a_third_preference_is_no_field_of_the_form(draft: Entry, browser: Client) -> None:
    fields = {**sending(), "track_2": SOCIAL, "track_3": "innovation-breakthrough"}
    assert send_in(browser, draft, **fields).status_code == 303
    assert [each.track.code for each in draft.candidacies] == [GROWTH, SOCIAL]


def test_without_a_nomination_a_firm_that_is_no_member_is_told_so(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    firm = make_organisation()
    person = make_person(acts_for=firm)
    entry = scene.save(scene.start(organisation=firm, by=person), by=person)
    browser = sign_in(person)
    assert "it needs a nomination by a member" in browser.get(form_of(entry)).text
    answer = browser.send(form_of(entry), **sending(title_en="Kept"))
    assert answer.status_code == 403 and "it needs a nomination by a member" in answer.text
    assert (entry.state, entry.title_en) == (EntryState.DRAFT, "Kept")


def test_the_navigation_says_whose_an_entry_is(scene: Scene, browser: Client, sign_in: SignIn) -> None:
    address = f"/entries/{scene.sent().public_id}?lang=en"
    marked = re.compile(r'aria-current="true">([^<]+)</a>')
    assert marked.findall(browser.get(address).text) == ["My entries"]
    assert marked.findall(sign_in(scene.officer).get(address).text) == ["Desk"]
