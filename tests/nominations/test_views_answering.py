"""The nominee answers in a browser, on the site and by the mailed link."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.nominations.answers import service
from app.nominations.models import Nomination, NominationState
from app.nominations.nominating import withdrawing
from app.outbox.models import Message
from app.outbox.render import letter
from tests.client import Client
from tests.factories import make_organisation, make_person
from tests.nominations.conftest import PLACE, Scene, SignIn, form_of, latest, mailed_link
from tests.time import Clock


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


def test_letters_speak_both_languages(scene: Scene, session: Session) -> None:
    firm = make_organisation()
    representative = make_person(acts_for=firm)
    nomination = scene.nominate(firm)
    with transaction():
        service.accept(nomination=nomination, by=representative)
    with transaction():
        withdrawing.withdraw(nomination=nomination, by=scene.member)
    refused = scene.nominate()
    with transaction():
        withdrawing.withdraw(nomination=refused, by=scene.member)
    for message in session.scalars(sa.select(Message).where(Message.kind.like("nomination%"))):
        for language in ("zh", "en"):
            written = letter(message, language)
            assert (written.subject and "10" in written.body) or message.kind != "nomination_asked"
            assert "%(" not in written.body


def texts(session: Session, kind: str, language: str) -> list[str]:
    rows = session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id))
    return [f"{written.subject}\n{written.body}" for written in (letter(row, language) for row in rows)]


@pytest.mark.parametrize(
    ("language", "shown", "other"), [("en", "Right Firm", "对的公司"), ("zh", "对的公司", "Right Firm")]
)
def test_letters_name_a_firm_in_their_language(
    scene: Scene, session: Session, language: str, shown: str, other: str
) -> None:
    firm = make_organisation(name_zh="对的公司", name_en="Right Firm")
    nomination = scene.nominate(firm)
    with transaction():
        service.accept(nomination=nomination, by=make_person(acts_for=firm))
    for kind in ("nomination_asked", "nomination_accepted"):
        for written in texts(session, kind, language):
            assert shown in written and other not in written


def test_letters_name_a_person_in_their_language_once_that_tells_nothing_new(
    scene: Scene, session: Session
) -> None:
    """The nominee reads their own name; who proposed them reads what they typed, until the nominee accepts."""
    nominee = make_person(email="nominee@example.test", name_zh="张三", name_latin="Zhang San")
    declined, accepted = scene.nominate_person(), None
    with transaction():
        service.decline(nomination=declined, by=nominee)
    accepted = scene.nominate_person()
    with transaction():
        service.accept(nomination=accepted, by=nominee)
    assert all(
        "Zhang San" in written and "张三" not in written
        for written in texts(session, "nomination_asked", "en")
    )
    (refusal,) = texts(session, "nomination_not_accepted", "en")
    assert "张三" in refusal and "Zhang San" not in refusal
    (consent,) = texts(session, "nomination_accepted", "en")
    assert "Zhang San" in consent and "张三" not in consent


def test_letters_of_earlier_days_say_the_one_name_that_they_have(scene: Scene, session: Session) -> None:
    scene.nominate(make_organisation(name_zh="对的公司", name_en="Right Firm"))
    for message in session.scalars(sa.select(Message)):
        message.params = message.params | {"nominee": "旧名"}
    assert all("旧名" in written for written in texts(session, "nomination_asked", "en"))
