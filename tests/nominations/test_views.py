"""Nominating, answering and keeping the register in a browser, and who does not see any of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.nominations.models import Nomination
from app.people.models import Organisation, Role
from tests.factories import (
    make_auditor,
    make_edition,
    make_grant,
    make_officer,
    make_organisation,
    make_person,
)
from tests.nominations.conftest import PLACE, Scene, SignIn, form_of, latest, make_member
from tests.time import Clock


@pytest.mark.both
def test_a_member_nominates_a_firm_that_is_in_the_list(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    firm = make_organisation(name_zh="海岬光学", name_en="Cape Optics")
    browser, address = sign_in(scene.member), form_of(scene)
    page = browser.get(f"{PLACE}/nominate?lang=en").text
    assert "3 nominations left" in page and address in page
    found = browser.get(f"{address}?q=cape").text
    assert "Cape Optics" in found and firm.public_id in found
    assert "1 organisation found" in browser.get(f"{address}?q=海岬").text
    assert "0 organisations found" in browser.get(f"{address}?q=%25").text
    filled = f"{address}?organisation={firm.public_id}"
    sent = browser.send(filled, address, email="ceo@cape.example", statement="Lenses for all.")
    assert sent.status_code == 303
    page = browser.get(sent.headers["Location"]).text
    assert "2 nominations left" in page and "Waiting for an answer" in page
    assert latest(session).nominee_organisation_id == firm.id
    again = browser.press(address, organisation=firm.public_id, email="a@b.example", statement="Again")
    assert again.status_code == 422 and "nominated this organisation already" in again.text


def test_a_member_types_in_a_firm_and_does_not_act_for_it(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    browser, address = sign_in(scene.member), form_of(scene)
    fields = {
        "name_en": "New  Firm",
        "country_region": "FR",
        "email": "a@new.example",
        "statement": "Why not",
    }
    assert browser.send(f"{address}?new=1", address, **fields).status_code == 303
    firm = latest(session).nominee_organisation
    assert firm is not None and (firm.name_en, firm.country_region) == ("New Firm", "FR")
    session.expire_all()
    assert firm.id not in [row.organisation_id for row in scene.member.representations]
    again = browser.press(address, **{**fields, "name_en": "new firm"})
    assert again.status_code == 422, "the same firm under the same name is the same firm"
    assert session.scalar(sa.select(sa.func.count()).where(Organisation.name_en == "New Firm")) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "a@b.example", "statement": "x"}, "Give the name"),
        ({"name_en": "A", "email": "nonsense", "statement": "x"}, "not a mail address"),
        ({"name_en": "A", "email": "a@b.example", "statement": ""}, "required"),
        ({"name_en": "A", "email": "a@b.example", "statement": "x" * 2001}, "2000"),
        ({"name_en": "A", "email": "a@b.example", "statement": "x", "country_region": "XX"}, "valid choice"),
        ({"organisation": "nothing", "email": "a@b.example", "statement": "x"}, ""),
    ],
)
def test_what_cannot_stand_is_said_beside_its_field(
    scene: Scene, session: Session, sign_in: SignIn, fields: dict[str, str], words: str
) -> None:
    answer = sign_in(scene.member).press(form_of(scene), **{"country_region": "CN", **fields})
    assert answer.status_code == (422 if words else 404) and words in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Nomination)) == 0


def test_a_used_up_quota_greys_the_button_with_its_reason(scene: Scene, sign_in: SignIn) -> None:
    for _ in range(3):
        scene.nominate()
    browser = sign_in(scene.member)
    assert "All 3 nominations of this member are used." in browser.get(f"{PLACE}/nominate?lang=en").text
    answer = browser.get(form_of(scene))
    assert answer.status_code == 403 and "All 3 nominations" in answer.text


def test_a_form_sent_twice_nominates_once(scene: Scene, session: Session, sign_in: SignIn) -> None:
    firm = make_organisation()
    browser = sign_in(scene.member)
    fields = {
        "_key": "k" * 32,
        "organisation": firm.public_id,
        "email": "a@b.example",
        "statement": "x",
        "country_region": "CN",
    }
    assert [browser.press(form_of(scene), **fields).status_code for _ in range(2)] == [303, 303]
    assert session.scalar(sa.select(sa.func.count()).select_from(Nomination)) == 1


def test_one_second_late_is_refused_with_both_times(scene: Scene, clock: Clock, sign_in: SignIn) -> None:
    clock.set(scene.edition.closes_at + timedelta(seconds=1))
    browser = sign_in(scene.member)
    answer = browser.press(form_of(scene), organisation=make_organisation().public_id)
    assert answer.status_code == 403
    assert "10 October 2024, 17:00 Beijing time" in answer.text and "17:00:01" in answer.text


def test_a_member_withdraws_before_the_deadline(scene: Scene, session: Session, sign_in: SignIn) -> None:
    nomination = scene.nominate()
    browser = sign_in(scene.member)
    assert browser.send(f"/nominations/{nomination.public_id}/withdraw").status_code == 303
    assert "3 nominations left" in browser.get(f"{PLACE}/nominate?lang=en").text
    assert browser.press(f"/nominations/{nomination.public_id}/withdraw").status_code == 403
    assert "To be answered by" not in browser.get(f"/nominations/{nomination.public_id}").text


def test_foreign_people_find_nothing(scene: Scene, session: Session, sign_in: SignIn) -> None:
    nomination, of_person = scene.nominate(), scene.nominate_person()
    other = make_edition("practice-cases-2024")
    other_membership, other_member = make_member(scene.edition, scene.officer)
    strangers = (make_person(), make_officer(other), make_auditor(other), other_member)
    pages = [f"/nominations/{n.public_id}{end}" for n in (nomination, of_person) for end in ("", "/withdraw")]
    for stranger in strangers:
        browser = sign_in(stranger)
        for page in (*pages, form_of(scene), form_of(scene, individuals=True)):
            assert browser.get(page).status_code == 404, (stranger.id, page)
            assert browser.press(page).status_code in (404, 405), (stranger.id, page)
        for verb in ("accept", "decline"):
            assert browser.press(f"/nominations/{nomination.public_id}/{verb}").status_code == 404
    for stranger in strangers[:3]:
        assert sign_in(stranger).get(f"{PLACE}/nominate").status_code == 404
        assert sign_in(stranger).get(f"{PLACE}/nominations").status_code == 404
    foreign = f"{PLACE}/nominate/{scene.firms.code}/{other_membership.public_id}"
    assert sign_in(scene.member).get(foreign).status_code == 404


def test_ones_own_page_shows_both_sides(scene: Scene, session: Session, sign_in: SignIn) -> None:
    nominee = make_person(email="nominee@example.test")
    scene.nominate_person()
    assert f"{PLACE}/nominate" in sign_in(scene.member).get("/nominations").text
    assert "Waiting for your answer" in sign_in(nominee).get("/nominations?lang=en").text
    assert "Nobody has nominated you yet" in sign_in(make_person()).get("/nominations?lang=en").text


def test_a_role_without_a_member_says_what_to_do(scene: Scene, session: Session, sign_in: SignIn) -> None:
    person = make_person()
    make_grant(person, Role.MEMBER, scene.edition)
    session.expire_all()
    assert "You act for no member yet" in sign_in(person).get(f"{PLACE}/nominate?lang=en").text
