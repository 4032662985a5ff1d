"""Screening in a browser, and what the applicant reads and answers afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.clock import BEIJING
from app.core.db import transaction
from app.entries.models import Candidacy, Eligibility, ScreeningDecision
from app.nominations.memberships import service
from app.nominations.models import Membership
from tests.client import Client
from tests.entries.conftest import (
    GROWTH,
    LAST,
    PLACE,
    SOCIAL,
    Scene,
    SignIn,
    all_met,
    count,
    form_of,
    send_in,
    sending,
)
from tests.factories import make_approver, make_auditor, make_officer
from tests.time import Clock

DAY = timedelta(days=1)
LIST = f"{PLACE}/screening"


@pytest.fixture
def candidacy(scene: Scene) -> Candidacy:
    return scene.sent([GROWTH, SOCIAL]).candidacies[0]


@pytest.fixture
def officer(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.officer)


def page_of(candidacy: Candidacy) -> str:
    return f"/candidacies/{candidacy.public_id}/screen"


@pytest.mark.both
def test_an_officer_finds_an_entry_eligible_and_goes_on_to_the_next(
    scene: Scene, candidacy: Candidacy, officer: Client
) -> None:
    second = candidacy.entry.candidacies[1]
    page = officer.get(page_of(candidacy)).text
    assert "A teaching assistant" in page and "李小明" in page and "OCA-2024-0001" in page
    answer = officer.send(page_of(candidacy), eligibility="eligible", met=list(all_met(candidacy)))
    assert answer.location == page_of(second) and candidacy.eligibility == Eligibility.ELIGIBLE
    done = officer.send(page_of(second), eligibility="ineligible", reason="Not sustained.")
    assert done.location == LIST and second.eligibility == Eligibility.INELIGIBLE
    page = officer.get(LIST).text
    assert "Eligible" in page and "Not eligible" in page


def test_the_office_reads_the_name_that_was_sent_in(
    scene: Scene, candidacy: Candidacy, officer: Client
) -> None:
    sent_in = candidacy.entry.title_en
    scene.save(candidacy.entry, title_en="A title that was not sent in")
    for address in (f"{PLACE}/screening?lang=en", f"/candidacies/{candidacy.public_id}/screen?lang=en"):
        page = officer.get(address).text
        assert sent_in in page and "A title that was not sent in" not in page


def test_who_applies_and_from_where_is_said_once(scene: Scene, session: Session, officer: Client) -> None:
    scene.firm.name_zh, scene.firm.name_en = "测试单位", "Test Firm"
    session.commit()
    entry = scene.sent(organisation_en="Test Firm Ltd.")  # whatever was typed, the register answers
    facts, _, answers = officer.get(f"{page_of(entry.candidacies[0])}?lang=en").text.partition(
        '<dl class="answers">'
    )
    assert all(facts.count(words) == 1 for words in ("测试单位", "China", ">Test Firm<"))
    assert "测试单位" not in answers and "China</dd>" not in answers
    assert "Test Firm Ltd." not in answers


def test_the_list_shows_what_stands_where(scene: Scene, candidacy: Candidacy, officer: Client) -> None:
    scene.screen(candidacy)
    assert officer.get(LIST).text.count("OCA-2024-0001") == 2
    assert officer.get(f"{LIST}?eligibility=eligible").text.count("OCA-2024-0001") == 1
    assert officer.get(f"{LIST}?track={SOCIAL}").text.count("OCA-2024-0001") == 1
    assert "OCA-2024-0001" not in officer.get(f"{LIST}?eligibility=returned").text


@pytest.mark.parametrize(
    "query",
    [
        "eligibility=nonsense",
        "track=nonsense",
        "after=",
        "after=nonsense",
        "after=.",
        "after=OCA-2024-0001.x",
        f"after=OCA.{'9' * 5000}",
        "after=OCA-2024-0001.²",
        "after=-1.-1",
        "eligibility=eligible&eligibility=returned",
        "after=%ff",
    ],
)
def test_a_list_that_nobody_can_have_asked_for(candidacy: Candidacy, officer: Client, query: str) -> None:
    assert officer.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Not a valid choice"),
        ({"eligibility": "pending"}, "Not a valid choice"),
        ({"eligibility": "perhaps"}, "Not a valid choice"),
        ({"eligibility": "eligible"}, "A basic condition is not met."),
        ({"eligibility": "ineligible"}, "Say why, so that the applicant understands it."),
        ({"eligibility": "ineligible", "reason": "x" * 2001}, "2000"),
        ({"eligibility": "returned", "reason": "Kept words"}, "Set a date in the future for the answer."),
        (
            {"eligibility": "returned", "reason": "Kept words", "answer_by": "2024-10-01T00:00"},
            "Set a date in the future",
        ),
        (
            {"eligibility": "returned", "reason": "Kept words", "answer_by": "0000-00-00T00:00"},
            "Not a valid datetime",
        ),
        (
            {"eligibility": "returned", "reason": "Kept words", "answer_by": "0001-01-01T00:00"},
            "date in this century",
        ),
        (
            {"eligibility": "returned", "reason": "Kept words", "answer_by": "9999-12-31T23:59"},
            "date in this century",
        ),
        (
            {"eligibility": "returned", "reason": "Kept words", "answer_by": "tomorrow"},
            "Not a valid datetime",
        ),
    ],
)
def test_a_decision_that_cannot_stand_is_said_so_and_kept(
    candidacy: Candidacy, session: Session, officer: Client, fields: dict[str, str], words: str
) -> None:
    answer = officer.send(page_of(candidacy), **fields)
    assert answer.status_code == 422 and words in answer.text
    assert fields.get("reason", "") in answer.text and count(session, ScreeningDecision) == 0


def test_conditions_that_were_ticked_stay_ticked(candidacy: Candidacy, officer: Client) -> None:
    answer = officer.send(page_of(candidacy), eligibility="eligible", met=["purpose", "income"])
    assert answer.status_code == 422 and answer.text.count(" checked") == 3  # with the decision itself


def test_the_slower_of_two_officers_is_told(scene: Scene, candidacy: Candidacy, officer: Client) -> None:
    opened_at = str(candidacy.version)
    scene.screen(candidacy)
    for version in (opened_at, "", "²", "9" * 5000):
        answer = officer.press(page_of(candidacy), eligibility="ineligible", reason="x", version=version)
        assert answer.status_code == 409 and "Somebody else screened this" in answer.text
    assert candidacy.eligibility == Eligibility.ELIGIBLE


def test_the_same_decision_sent_twice_is_one(candidacy: Candidacy, session: Session, officer: Client) -> None:
    fields = {"eligibility": "ineligible", "reason": "x", "version": str(candidacy.version), "_key": "k" * 32}
    first, second = (officer.press(page_of(candidacy), **fields) for _ in range(2))
    assert first.status_code == second.status_code == 303 and first.location == second.location
    assert count(session, ScreeningDecision) == 1


@pytest.mark.parametrize("make", [make_approver, make_auditor])
def test_who_reads_but_does_not_decide_is_told_why(
    scene: Scene, candidacy: Candidacy, sign_in: SignIn, make: type
) -> None:
    reader = sign_in(make(scene.edition))
    page = reader.get(page_of(candidacy))
    assert page.status_code == 200 and "Only an officer of this edition may do this." in page.text
    answer = reader.press(page_of(candidacy), eligibility="ineligible", reason="x", version="1")
    assert answer.status_code == 403 and candidacy.eligibility == Eligibility.PENDING


def test_an_officer_with_a_conflict_finds_no_such_entry(
    scene: Scene, candidacy: Candidacy, session: Session, sign_in: SignIn
) -> None:
    tied = make_officer(scene.edition)
    tied.employer_id = scene.firm.id
    session.commit()
    browser = sign_in(tied)
    assert browser.get(page_of(candidacy)).status_code == 404
    assert browser.press(page_of(candidacy), eligibility="ineligible", reason="x").status_code == 404


def test_a_nomination_that_fell_is_shown_and_refused(
    scene: Scene, candidacy: Candidacy, session: Session, officer: Client, clock: Clock
) -> None:
    (membership,) = session.query(Membership).filter_by(organisation_id=scene.firm.id)
    assert "does not stand any more" not in officer.get(page_of(candidacy)).text
    with transaction():
        service.change_membership(
            membership=membership,
            category="member",
            until=clock.now,
            version=membership.version,
            by=scene.officer,
        )
    assert "does not stand any more" in officer.get(page_of(candidacy)).text
    answer = officer.send(page_of(candidacy), eligibility="eligible", met=list(all_met(candidacy)))
    assert answer.status_code == 422 and "does not stand any more" in answer.text
    assert candidacy.eligibility == Eligibility.PENDING


def send_back(officer: Client, scene: Scene, candidacy: Candidacy, after_close: timedelta = DAY) -> None:
    due = (scene.edition.closes_at + after_close).astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")
    fields = {"eligibility": "returned", "reason": "The licence has expired.", "answer_by": due}
    assert officer.send(page_of(candidacy), **fields).status_code == 303


def test_the_applicant_reads_why_and_answers_in_time(
    scene: Scene, candidacy: Candidacy, officer: Client, sign_in: SignIn, clock: Clock
) -> None:
    entry, applicant = candidacy.entry, sign_in(scene.applicant)
    send_back(officer, scene, candidacy)
    assert candidacy.answer_by == scene.edition.closes_at + DAY
    for page in (f"/entries/{entry.public_id}", form_of(entry)):
        text = applicant.get(page).text
        assert "11 October 2024, 17:00 Beijing time" in text and "The licence has expired." in text
    assert "Please correct your entry OCA-2024-0001" in applicant.get("/inbox").text
    assert "Returned for correction" in applicant.get(f"/entries/{entry.public_id}").text
    assert "Correct it and submit it again by" in applicant.get("/entries").text
    clock.set(scene.edition.closes_at + DAY - LAST)
    fields = {**sending(title_en="Corrected"), "track_2": SOCIAL}
    assert send_in(applicant, entry, **fields).status_code == 303
    assert (entry.title_en, candidacy.eligibility) == ("Corrected", Eligibility.PENDING)
    assert "Corrected" in officer.get(page_of(candidacy)).text


@pytest.mark.parametrize(("late", "shown"), [(timedelta(), "17:00 Beijing"), (LAST, "17:00:01 Beijing")])
def test_a_correction_too_late_is_refused_with_both_times(
    scene: Scene,
    candidacy: Candidacy,
    officer: Client,
    sign_in: SignIn,
    clock: Clock,
    late: timedelta,
    shown: str,
) -> None:
    entry, applicant = candidacy.entry, sign_in(scene.applicant)
    send_back(officer, scene, candidacy)
    clock.set(scene.edition.closes_at + DAY + late)
    for answer in (
        applicant.press(form_of(entry), **sending(title_en="Late"), version=str(entry.version)),
        applicant.press(
            f"/entries/{entry.public_id}/draft", **sending(title_en="Late"), version=str(entry.version)
        ),
        applicant.get(form_of(entry)),
        applicant.get(f"/entries/{entry.public_id}/files"),
    ):
        assert answer.status_code == 403
        assert (
            "Corrections were due by 11 October 2024, 17:00 Beijing time" in answer.text
            and shown in answer.text
        )
    assert (entry.title_en, candidacy.eligibility) == ("A teaching assistant", Eligibility.RETURNED)


def test_the_applicant_reads_why_it_is_not_eligible_and_changes_nothing_after_the_close(
    scene: Scene, candidacy: Candidacy, officer: Client, sign_in: SignIn, clock: Clock
) -> None:
    officer.send(page_of(candidacy), eligibility="ineligible", reason="Not a <registered> firm.")
    clock.set(scene.edition.closes_at)
    applicant = sign_in(scene.applicant)
    page = applicant.get(f"/entries/{candidacy.entry.public_id}").text
    assert "Not eligible" in page and "Not a &lt;registered&gt; firm." in page
    assert applicant.get(form_of(candidacy.entry)).status_code == 403


def test_the_list_of_one_direction_holds_no_entry_of_another(
    scene: Scene, candidacy: Candidacy, officer: Client
) -> None:
    number = str(candidacy.entry.number)
    of_firms, of_people = (
        officer.get(f"{LIST}?lang=en&direction={code}") for code in ("enterprises", "individuals")
    )
    assert number in of_firms.text and number not in of_people.text
    assert f"{LIST}?eligibility=pending&amp;direction=individuals" in of_people.text
    assert (
        'All <span class="num">0</span>' in of_people.text
        and 'All <span class="num">2</span>' in of_firms.text
    )
    overview = officer.get(f"{PLACE}/judging").text
    assert f"{LIST}?direction=enterprises" in overview and f"{LIST}?direction=individuals" in overview
