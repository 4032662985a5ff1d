"""The secretariat in a browser: its list of nominations, and the register of members."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.nominations.models import Membership
from tests.counting import counted
from tests.factories import (
    make_approver,
    make_auditor,
    make_grant,
    make_officer,
    make_organisation,
    make_person,
)
from tests.nominations.conftest import PLACE, Scene, SignIn, form_of, latest


def test_a_tied_officer_finds_nothing(scene: Scene, session: Session, sign_in: SignIn) -> None:
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
            Membership(organisation=make_organisation(name_en=f"Same {number:02d}."), category="member",
                       since=scene.membership.since)
        )  # fmt: skip
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
