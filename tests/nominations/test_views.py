"""Nominating, answering and keeping the register in a browser, and who does not see any of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person, Role
from app.core.db import deed
from app.nominations import service
from app.nominations.models import Membership, Nomination, NominationState
from app.outbox.models import Message
from app.outbox.render import letter
from tests.client import Client
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
from tests.nominations.conftest import Scene, make_member
from tests.time import Clock

PLACE = "/programmes/outstanding-contribution/2024"
SignIn = Callable[[Person], Client]


def form_of(scene: Scene, *, individuals: bool = False) -> str:
    direction = scene.individuals if individuals else scene.firms
    return f"{PLACE}/nominate/{direction.code}/{scene.membership.public_id}"


def latest(session: Session) -> Nomination:
    found = session.scalars(sa.select(Nomination).order_by(Nomination.id.desc())).first()
    assert found is not None
    return found


def mailed_link(session: Session, address: str) -> str:
    """The path of the link in the latest mail to an address."""
    message = session.scalars(
        sa.select(Message).where(Message.address == address).order_by(Message.id.desc())
    ).first()
    assert message is not None
    found = re.search(r"https?://[^/]+(/nominations/link/\S+)", letter(message).body)
    assert found is not None
    return found[1]


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
        "_key": "k" * 32, "organisation": firm.public_id, "email": "a@b.example", "statement": "x",
        "country_region": "CN",
    }  # fmt: skip
    assert [browser.press(form_of(scene), **fields).status_code for _ in range(2)] == [303, 303]
    assert session.scalar(sa.select(sa.func.count()).select_from(Nomination)) == 1


def test_one_second_late_is_refused_with_both_times(scene: Scene, clock: Clock, sign_in: SignIn) -> None:
    clock.set(scene.edition.closes_at + timedelta(seconds=1))
    browser = sign_in(scene.member)
    answer = browser.press(form_of(scene), organisation=make_organisation().public_id)
    assert answer.status_code == 403
    assert "10 October 2024, 17:00 Beijing time" in answer.text and "17:00:01" in answer.text


@pytest.mark.both
def test_the_firm_accepts_by_its_mailed_link_once(scene: Scene, session: Session, sign_in: SignIn) -> None:
    nomination = scene.nominate(make_organisation(), email="ceo@firm.example")
    link = mailed_link(session, "ceo@firm.example")
    newcomer = make_person(email="ceo@firm.example", verified_at=None)
    browser = sign_in(newcomer)
    page = browser.get(link).text
    assert nomination.statement in page and "single" not in page
    assert session.get_one(Nomination, nomination.id).state == "sent", "looking changes nothing"
    assert browser.send(link, f"{link}/accept").status_code == 303
    session.expire_all()
    assert nomination.state == NominationState.ACCEPTED and newcomer.verified_at is not None
    assert [row.organisation_id for row in newcomer.representations] == [nomination.nominee_organisation_id]
    assert browser.get(link).status_code == 200, "its nominee still finds the way"
    other = sign_in(make_person())
    assert other.get(link).status_code == 404
    assert other.press(f"{link}/accept").status_code == 404


def test_a_link_leads_strangers_to_sign_in_and_back(scene: Scene, session: Session, client: Client) -> None:
    scene.nominate(email="ceo@firm.example")
    link = mailed_link(session, "ceo@firm.example")
    answer = client.get(link)
    assert answer.status_code == 303 and f"next={link}" in answer.headers["Location"]
    assert client.get("/nominations/link/nothing").status_code == 303


def test_a_link_gives_nobody_a_firm_that_others_act_for(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    firm = make_organisation()
    representative = make_person(acts_for=firm)
    nomination = scene.nominate(firm, email="friend@member.example")
    link = mailed_link(session, "friend@member.example")
    friend = sign_in(make_person(email="friend@member.example"))
    answer = friend.press(f"{link}/accept")
    assert answer.status_code == 403 and "Somebody else acts for this organisation" in answer.text
    assert sign_in(representative).press(f"/nominations/{nomination.public_id}/accept").status_code == 303


def test_whoever_nominates_does_not_answer_by_the_link(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    scene.nominate(email="own@member.example")
    link = mailed_link(session, "own@member.example")
    browser = sign_in(scene.member)
    assert "does not answer for the nominee" in browser.get(f"{link}?lang=en").text
    assert browser.press(f"{link}/accept").status_code == 403
    assert browser.press(f"{link}/decline").status_code == 403


def test_declining_by_the_link_gives_no_rights(scene: Scene, session: Session, sign_in: SignIn) -> None:
    nomination = scene.nominate(email="ceo@firm.example")
    link = mailed_link(session, "ceo@firm.example")
    person = make_person()
    assert sign_in(person).press(f"{link}/decline").status_code == 303
    session.expire_all()
    assert nomination.state == NominationState.DECLINED and person.representations == []
    assert "1 nomination left" not in sign_in(scene.member).get(f"{PLACE}/nominate").text


@pytest.mark.both
def test_a_person_accepts_in_private(scene: Scene, session: Session, sign_in: SignIn) -> None:
    browser = sign_in(scene.member)
    fields = {"name": "张三", "email": "zhang@example.test", "statement": "A pioneer."}
    assert browser.send(form_of(scene, individuals=True), **fields).status_code == 303
    nomination = latest(session)
    link = mailed_link(session, "zhang@example.test")
    nominee = make_person()
    assert sign_in(nominee).press(f"{link}/accept").status_code == 303
    session.expire_all()
    assert nomination.nominee_person_id == nominee.id and nomination.state == NominationState.ACCEPTED
    assert "Accepted" in browser.get(f"{PLACE}/nominate?lang=en").text


def test_a_refusal_and_silence_look_alike_to_the_member(
    scene: Scene, clock: Clock, session: Session, sign_in: SignIn
) -> None:
    nominee = make_person(email="nominee@example.test", locale="en")
    refused = scene.nominate_person()
    silent = scene.nominate_person(email="other@example.test", name="李四")
    browser = sign_in(nominee)
    page = f"/nominations/{refused.public_id}"
    assert "You declined" not in browser.get(page).text
    assert browser.send(f"{page}/decline").status_code == 303
    clock.set(scene.edition.closes_at)
    member = sign_in(scene.member)
    seen = [
        member.get(f"/nominations/{n.public_id}?lang=en")
        .text.replace(n.nominee_name, "X")
        .replace(n.public_id, "")
        for n in (refused, silent)
    ]
    bodies = [re.search(r"<main.*</main>", page, re.DOTALL) for page in seen]
    assert bodies[0] and bodies[1] and bodies[0][0] == bodies[1][0]
    assert "Not accepted" in seen[0] and "declined" not in seen[0].lower()


def test_a_member_withdraws_before_the_deadline(scene: Scene, session: Session, sign_in: SignIn) -> None:
    nomination = scene.nominate()
    browser = sign_in(scene.member)
    assert browser.send(f"/nominations/{nomination.public_id}/withdraw").status_code == 303
    assert "3 nominations left" in browser.get(f"{PLACE}/nominate?lang=en").text
    assert browser.press(f"/nominations/{nomination.public_id}/withdraw").status_code == 403


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


def test_ones_own_page_shows_both_sides(scene: Scene, session: Session, sign_in: SignIn) -> None:
    nominee = make_person(email="nominee@example.test")
    scene.nominate_person()
    assert f"{PLACE}/nominate" in sign_in(scene.member).get("/nominations").text
    assert "Waits for your answer" in sign_in(nominee).get("/nominations?lang=en").text
    assert "Nobody has nominated you yet" in sign_in(make_person()).get("/nominations?lang=en").text


def test_a_role_without_a_member_says_what_to_do(scene: Scene, session: Session, sign_in: SignIn) -> None:
    person = make_person()
    make_grant(person, Role.MEMBER, scene.edition)
    session.expire_all()
    assert "You act for no member yet" in sign_in(person).get(f"{PLACE}/nominate?lang=en").text


def test_letters_speak_both_languages(scene: Scene, session: Session) -> None:
    firm = make_organisation()
    representative = make_person(acts_for=firm)
    nomination = scene.nominate(firm)
    with deed():
        service.accept(nomination=nomination, by=representative)
    with deed():
        service.withdraw(nomination=nomination, by=scene.member)
    refused = scene.nominate()
    with deed():
        service.withdraw(nomination=refused, by=scene.member)
    for message in session.scalars(sa.select(Message).where(Message.kind.like("nomination%"))):
        for language in ("zh", "en"):
            written = letter(message, language)
            assert (written.subject and "10" in written.body) or message.kind != "nomination_asked"
            assert "%(" not in written.body
