"""A member chooses a row of the register or says that the firm is new; nobody answers for a firm by its name alone."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Refused
from app.nominations.answers import service
from app.nominations.models import Nomination, NominationState
from app.people.models import Basis, Organisation, Person, Representation
from tests.factories import keep, make_organisation, make_person
from tests.nominations.conftest import Scene, SignIn, form_of, latest, mailed_link


def typed(**more: str) -> dict[str, str]:
    fields = {"name_zh": "", "country_region": "CN", "registration_code": "", "email": "ceo@real.example"}
    return {**fields, "statement": "It has done much.", **more}


def register_by_name(name: str, **person: Any) -> tuple[Organisation, Person]:
    """Somebody has registered a firm by their own word."""
    firm, person_ = make_organisation(name_zh="", name_en=name), make_person(**person)
    keep(Representation(person=person_, organisation=firm, basis=Basis.REGISTERED, since=firm.created_at))
    return firm, person_


def accept(nomination: Nomination, by: Person, token: str = "") -> None:
    with transaction():
        service.accept(nomination=nomination, by=by, token=token)


def test_a_name_like_one_of_the_register_is_asked_about(
    scene: Scene, sign_in: SignIn, session: Session
) -> None:
    firm, _holder = register_by_name("Real Optics Ltd")
    browser = sign_in(scene.member)
    asked = browser.send(f"{form_of(scene)}?new=1&lang=en", form_of(scene), **typed(name_en="REAL optics"))
    assert asked.status_code == 422 and firm.public_id in asked.text and "It has done much." in asked.text
    assert session.scalars(sa.select(Nomination)).all() == []
    answer = browser.press(form_of(scene), **typed(name_en="REAL optics", organisation=firm.public_id))
    assert answer.status_code == 303 and latest(session).nominee_organisation_id == firm.id


def test_a_new_firm_is_said_to_be_another_one(scene: Scene, sign_in: SignIn, session: Session) -> None:
    firm, _holder = register_by_name("Real Optics Ltd")
    form = typed(name_en="Real Optics Research Institute", organisation="another")
    assert sign_in(scene.member).press(form_of(scene), **form).status_code == 422, (
        "it was not shown what it is not"
    )
    assert sign_in(scene.member).press(form_of(scene), **form, told_apart=firm.public_id).status_code == 303
    assert latest(session).nominee_organisation_id != firm.id


def test_a_chosen_row_shows_its_likenesses_and_whether_anybody_is_confirmed(
    scene: Scene, sign_in: SignIn
) -> None:
    firm, _holder = register_by_name("Real Optics Ltd")
    other = make_organisation(name_zh="", name_en="Real Optics Holdings")
    page = sign_in(scene.member).get(f"{form_of(scene)}?organisation={firm.public_id}&lang=en").text
    assert other.public_id in page and "nobody has been confirmed yet" in page


def test_whoever_registered_a_name_does_not_answer_for_the_firm(
    scene: Scene, sign_in: SignIn, session: Session
) -> None:
    firm, squatter = register_by_name("Real Optics Ltd", email="ceo@squat.example")
    nomination = scene.nominate(firm, email="ceo@real.example")
    for verb in (service.accept, service.decline):
        with pytest.raises(Refused), transaction():
            verb(nomination=nomination, by=squatter)
    page = sign_in(squatter).get(f"/nominations/{nomination.public_id}?lang=en").text
    assert "Nobody has confirmed yet that you act for this organisation" in page
    assert nomination.state == NominationState.SENT


def test_the_address_that_the_member_wrote_to_answers(scene: Scene) -> None:
    firm, holder = register_by_name("Real Optics Ltd", email="ceo@real.example")
    accept(nomination := scene.nominate(firm, email="ceo@real.example"), holder)
    assert nomination.state == NominationState.ACCEPTED


def test_a_link_in_hand_is_no_proved_address(scene: Scene, session: Session) -> None:
    nomination = scene.nominate(make_organisation(), email="ceo@real.example")
    token = mailed_link(session, "ceo@real.example").rpartition("/")[2]
    with pytest.raises(Refused):
        accept(nomination, make_person(verified_at=None), token)
    accept(nomination, somebody := make_person(email="ceo@real.example", verified_at=None), token)
    assert somebody.verified_at and somebody.representations[0].basis == Basis.NOMINATED


def test_a_firm_with_a_mail_domain_is_taken_up_by_its_own_people(scene: Scene, session: Session) -> None:
    firm = make_organisation(mail_domain="real.example")
    nomination = scene.nominate(firm, email="friend@elsewhere.example")
    token = mailed_link(session, "friend@elsewhere.example").rpartition("/")[2]
    with pytest.raises(Refused) as refused:
        accept(nomination, make_person(email="friend@elsewhere.example"), token)
    assert "real.example" in refused.value.verdict.params["domain"]
    accept(nomination, make_person(email="ceo@real.example"), token)


def test_a_firm_is_nominated_once_by_a_member(scene: Scene, session: Session) -> None:
    first, second = scene.nominate(), scene.nominate()
    with pytest.raises(IntegrityError), transaction():
        row = sa.update(Nomination).where(Nomination.id == second.id)
        session.execute(row.values(nominee_organisation_id=first.nominee_organisation_id))


def test_a_person_of_one_name_is_asked_about(scene: Scene, sign_in: SignIn, session: Session) -> None:
    scene.nominate_person(name="Ann Lee", email="ann@a.example")
    form = {"name": "ann  LEE", "email": "ann@b.example", "statement": "A pioneer."}
    browser = sign_in(scene.member)
    asked = browser.send(form_of(scene, individuals=True), **form)
    assert asked.status_code == 422 and 'name="another"' in asked.text
    assert len(session.scalars(sa.select(Nomination)).all()) == 1
    assert browser.press(form_of(scene, individuals=True), **form, another="y").status_code == 303
