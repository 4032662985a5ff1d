"""The secretariat in a browser: its list of nominations, and the register of members."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.nominations.models import Membership, NominationState
from app.nominations.nominating import withdrawing
from app.people.models import Person, Role
from app.people.sort_keys import sort_key
from tests.counting import counted
from tests.factories import (
    make_approver,
    make_auditor,
    make_edition,
    make_grant,
    make_officer,
    make_organisation,
    make_person,
)
from tests.nominations.conftest import PLACE, Scene, SignIn, form_of, latest
from tests.time import Clock


def test_an_officer_in_conflict_finds_nothing(scene: Scene, session: Session, sign_in: SignIn) -> None:
    firm = make_organisation(name_en="Own House")
    nomination = scene.nominate(firm)
    visible = scene.nominate(make_organisation(name_en="Strange House"))
    employed = make_officer(scene.edition)
    employed.employer_id = firm.id
    session.commit()
    browser = sign_in(employed)
    page = browser.get(f"{PLACE}/nominations?lang=en").text
    assert "Own House" not in page and "Strange House" in page
    assert browser.get(f"/nominations/{nomination.public_id}").status_code == 404
    assert browser.get(f"/nominations/{visible.public_id}").status_code == 200


def test_the_log_names_the_firm_that_was_nominated(scene: Scene, session: Session, sign_in: SignIn) -> None:
    scene.nominate(make_organisation(name_en="Strange House"))
    auditor = make_auditor(scene.edition)
    session.commit()
    assert "Strange House" in sign_in(auditor).get(f"/audit/editions/{scene.edition.public_id}?lang=en").text


@pytest.mark.parametrize("make", [make_officer, make_approver, make_auditor])
def test_the_offices_read_all_nominations(scene: Scene, sign_in: SignIn, make: Callable[..., Person]) -> None:
    scene.nominate(make_organisation(name_en="Alpha"))
    browser = sign_in(make(scene.edition))
    assert "Alpha" in browser.get(f"{PLACE}/nominations?lang=en").text
    assert "Alpha" not in browser.get(f"{PLACE}/nominations?lang=en&state=accepted").text
    assert browser.get(f"{PLACE}/nominations?state=nonsense&after=nothing").status_code == 200


def test_only_an_officer_proposes_for_the_secretariat(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    address = f"{PLACE}/propose/{scene.individuals.code}"
    fields = {"name": "王五", "email": "wang@example.test", "statement": "For the public good."}
    assert sign_in(scene.officer).send(address, **fields).status_code == 303
    assert latest(session).membership_id is None
    for person in (make_approver(scene.edition), make_auditor(scene.edition), scene.member):
        assert sign_in(person).press(address, **fields).status_code == 404
    assert sign_in(scene.officer).get(f"{PLACE}/propose/{scene.firms.code}").status_code == 403


def test_lists_cost_the_same_at_any_length(scene: Scene, session: Session, sign_in: SignIn) -> None:
    browser = sign_in(scene.officer)
    pages = [f"{PLACE}/nominations", "/members"]

    def cost() -> list[int]:
        found = []
        for page in pages:
            with counted() as sent:
                assert browser.get(page).status_code == 200
            found.append(len(sent))
        return found

    scene.nominate_person(email="first@example.test")
    few = cost()
    for number in range(60):
        scene.nominate_person(email=f"n{number}@example.test")
        session.add(
            Membership(organisation=make_organisation(), category="member", since=scene.membership.since)
        )
        session.commit()
    assert cost() == few and max(few) <= 12


def test_pages_by_key_show_every_row_once(scene: Scene, session: Session, sign_in: SignIn) -> None:
    for number in range(60):
        scene.nominate_person(email=f"n{number}@example.test", name=f"Nominee {number:02d}.")
        session.add(
            Membership(
                organisation=make_organisation(name_en=f"Same {number:02d}."),
                category="member",
                since=scene.membership.since,
            )
        )
        session.commit()
    browser = sign_in(scene.officer)
    for page, name in (
        (f"{PLACE}/nominations?lang=en", r"Nominee \d\d\."),
        ("/members?lang=en", r"Same \d\d\."),
    ):
        seen: list[str] = []
        address: str | None = page
        while address:
            text = browser.get(address).text
            seen += re.findall(name, text)
            following = re.search(r'rel="next" href="([^"]+)"', text)
            address = following[1].replace("&amp;", "&") if following else None
        assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize(("state", "words"), [("", "3 of 3"), ("sent", "2 of 2"), ("nonsense", "3 of 3")])
def test_the_list_says_how_many_there_are(scene: Scene, sign_in: SignIn, state: str, words: str) -> None:
    for number in range(3):
        sent = scene.nominate_person(email=f"n{number}@example.test")
    with transaction():
        withdrawing.withdraw(nomination=sent, by=scene.member)
    page = sign_in(scene.officer).get(f"{PLACE}/nominations?lang=en&state={state}").text
    assert f"{words} on this page" in page


def test_an_officer_keeps_the_register(scene: Scene, session: Session, sign_in: SignIn) -> None:
    browser = sign_in(scene.officer)
    firm = make_organisation(name_en="Cape Optics")
    assert firm.public_id in browser.get("/members/new?words=cape").text
    fields = {"category": "partner", "since": "2023-05-01"}
    made = browser.send(
        f"/members/new?organisation={firm.public_id}", "/members/new?kind=organisation", **fields
    )
    assert made.status_code == 303
    page = made.headers["Location"]
    assert "30 April" not in browser.get(f"{page}?lang=en").text and "1 May 2023" in browser.get(page).text
    twice = browser.press("/members/new", organisation=firm.public_id, country_region="CN", **fields)
    assert twice.status_code == 422 and "a member already" in twice.text
    assert browser.send(page, category="council", until="2030-01-01").status_code == 303
    assert "Council Member" in browser.get(page).text
    stale = browser.press(page, version="1", category="member")
    assert stale.status_code == 409 and "council" in stale.text
    assert "Cape Optics" in browser.get("/members?words=cape&category=council").text
    assert "Cape Optics" not in browser.get("/members?category=partner").text


def test_an_officer_names_who_acts_for_a_member(scene: Scene, session: Session, sign_in: SignIn) -> None:
    person = make_person(email="new@member.example")
    browser = sign_in(scene.officer)
    page = f"/members/{scene.membership.public_id}/representatives"
    assert browser.send(page, email="nobody@member.example").status_code == 422
    assert browser.send(page, email="New@member.example ").status_code == 303
    session.expire_all()
    assert [row.organisation_id for row in person.representations] == [scene.membership.organisation_id]
    make_grant(person, Role.MEMBER, scene.edition)
    session.expire_all()
    assert sign_in(person).get(form_of(scene)).status_code == 200


def test_a_person_is_recorded_as_a_member(scene: Scene, session: Session, sign_in: SignIn) -> None:
    person = make_person(email="solo@example.test")
    browser = sign_in(scene.officer)
    fields = {"category": "individual", "since": "2023-05-01", "country_region": "CN"}
    assert browser.press("/members/new?kind=person", email="none@example.test", **fields).status_code == 422
    made = browser.send("/members/new?kind=person", email="solo@example.test", **fields)
    assert made.status_code == 303
    assert session.scalar(sa.select(Membership.person_id).order_by(Membership.id.desc())) == person.id
    assert browser.get(f"{made.headers['Location']}/representatives").status_code == 404


def test_the_register_is_not_for_others(scene: Scene, sign_in: SignIn) -> None:
    page = f"/members/{scene.membership.public_id}"
    for person in (make_person(), scene.member):
        browser = sign_in(person)
        for address in ("/members", "/members/new", page, f"{page}/representatives"):
            assert browser.get(address).status_code == 404
            assert browser.press(address).status_code in (404, 405)
    reader = sign_in(make_auditor(scene.edition))
    assert reader.get(page).status_code == 200 and reader.get("/members/new").status_code == 403
    assert reader.press(page, category="council", version=str(scene.membership.version)).status_code == 403


def chips(page: str) -> dict[str, int]:
    """The words above the list, and how many nominations each says it holds."""
    return {
        word.strip(): int(n) for word, n in re.findall(r'>([^<>]+)<span class="num">(\d+)</span></a>', page)
    }


def badges(page: str) -> list[str]:
    return re.findall(r'<span class="badge[^>]*><svg.*?</svg>([^<]+)</span>', page, re.S)


def test_the_words_above_the_list_are_those_of_its_rows(
    scene: Scene, session: Session, clock: Clock, sign_in: SignIn
) -> None:
    """Once nobody can answer any more, silence is among those that were not accepted."""
    for number in range(3):
        scene.nominate_person(email=f"n{number}@example.test")
    refused = latest(session)
    refused.state, refused.answered_at = NominationState.DECLINED, clock.now
    browser = sign_in(scene.officer)
    page = browser.get(f"{PLACE}/nominations?lang=en").text
    assert sorted(badges(page)) == ["Not accepted", "Waiting for an answer", "Waiting for an answer"]
    assert (chips(page)["Not accepted"], chips(page)["Waiting for an answer"]) == (1, 2)
    clock.set(scene.edition.closes_at + timedelta(seconds=1))
    page = sign_in(scene.officer).get(f"{PLACE}/nominations?lang=en&state=declined").text
    assert badges(page) == ["Not accepted"] * 3 == ["Not accepted"] * chips(page)["Not accepted"]
    assert "Waiting for an answer" not in chips(page) and chips(page)["All"] == 3
    assert len(badges(sign_in(scene.officer).get(f"{PLACE}/nominations?state=sent").text)) == 3, (
        "an old link shows all"
    )


def test_an_edition_that_takes_no_nominations_says_so(scene: Scene, sign_in: SignIn) -> None:
    without = make_edition("straight-to-wuzhen-2024")
    officer = make_officer(without)
    page = sign_in(officer).get("/programmes/straight-to-wuzhen/2024/nominations?lang=en").text
    assert "This edition takes no nominations" in page and "Members nominate" not in page
    assert f"/editions/{without.public_id}" in page and chips(page) == {}
    page = sign_in(scene.officer).get(f"{PLACE}/nominations?lang=en").text
    assert "Members nominate until the window closes." in page


def test_when_it_was_sent_is_not_taken_for_when_it_was_accepted(
    scene: Scene, session: Session, clock: Clock, sign_in: SignIn
) -> None:
    scene.nominate()
    nomination = latest(session)
    browser, page = sign_in(scene.officer), f"/nominations/{nomination.public_id}?lang=en"
    assert "Accepted" not in browser.get(page).text
    nomination.state, nomination.answered_at = NominationState.ACCEPTED, clock.now + timedelta(hours=3)
    lines = re.sub(r"<[^>]+>", "", browser.get(page).text)
    assert "Sent: 20 September 2024, 12:00" in lines and "Accepted: 20 September 2024, 15:00" in lines
    nomination.state = NominationState.DECLINED
    assert "15:00" not in browser.get(page).text, "a refusal looks as silence does"


def test_members_stand_by_the_name_that_is_shown(scene: Scene, session: Session, sign_in: SignIn) -> None:
    since = scene.membership.since
    firms = [
        make_organisation(name_zh=zh, name_en=en)
        for zh, en in (("阿尔法", "Zulu Works"), ("中光", "alpha Optics"))
    ]
    firms.append(make_organisation(name_en="Mike Labs"))
    firms[-1].name_zh, firms[-1].sort_key = "", sort_key("", "Mike Labs")
    session.add_all(Membership(organisation=firm, category="member", since=since) for firm in firms)
    solo = make_person(name_zh="白丽", name_latin="Nora Bai")
    session.add(Membership(person=solo, category="individual", since=since))
    session.commit()
    browser = sign_in(scene.officer)
    names = r"alpha Optics|Mike Labs|Nora Bai|Zulu Works"
    assert re.findall(names, browser.get("/members?lang=en").text) == names.split("|")
    chinese = r"阿尔法|白丽|Mike Labs|中光"
    assert re.findall(chinese, browser.get("/members?lang=zh").text) == chinese.split("|")


def test_the_page_of_a_member_says_what_its_row_says(scene: Scene, session: Session, sign_in: SignIn) -> None:
    browser, page = sign_in(scene.officer), f"/members/{scene.membership.public_id}"
    text = browser.get(f"{page}?lang=en").text
    assert badges(text) == ["In good standing"] and "Country/region" in text
    scene.membership.until = scene.membership.since + timedelta(days=1)
    session.commit()
    assert badges(browser.get(page).text) == ["Ended"]
    assert "Country/region" in text


def test_to_type_a_name_is_offered_once_it_was_looked_for(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(scene.officer)
    assert "Is it not in the list?" not in browser.get("/members/new?lang=en").text
    assert "Is it not in the list?" in browser.get("/members/new?words=cape").text


def test_naming_somebody_says_where_members_nominate(scene: Scene, clock: Clock, sign_in: SignIn) -> None:
    browser, page = sign_in(scene.officer), f"/members/{scene.membership.public_id}/representatives?lang=en"
    assert f"Contribution Award {scene.edition.year}" in browser.get(page).text
    clock.set(scene.edition.closes_at + timedelta(seconds=1))
    assert "No edition takes nominations at present." in sign_in(scene.officer).get(page).text
