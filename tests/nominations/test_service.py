"""Consent, privacy: the verbs of nominations on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.nominations.answers import service as answers_service
from app.nominations.memberships import service as memberships_service
from app.nominations.nominating import withdrawing
from app.nominations.queries import covers
from app.outbox.models import Message
from app.people.models import Person, Role
from tests.factories import make_grant, make_organisation, make_person
from tests.nominations.conftest import Scene, make_member
from tests.time import Clock


def messages(session: Session) -> list[tuple[int | str | None, str]]:
    rows = session.scalars(sa.select(Message).order_by(Message.id))
    return [(m.person_id or m.address, m.kind) for m in rows if m.kind.startswith("nomination")]


def test_after_the_deadline_nothing_is_sent_accepted_or_withdrawn(scene: Scene, clock: Clock) -> None:
    firm = make_organisation()
    representative = make_person(acts_for=firm)
    sent = scene.nominate(firm)
    clock.set(scene.edition.closes_at - timedelta(seconds=1))
    last = scene.nominate()
    clock.set(scene.edition.closes_at)
    with pytest.raises(Refused) as refusal:
        scene.nominate()
    assert refusal.value.verdict.params == {"closes": scene.edition.closes_at, "now": scene.edition.closes_at}
    with pytest.raises(Refused), transaction():
        answers_service.accept(nomination=sent, by=representative)
    with pytest.raises(Refused), transaction():
        withdrawing.withdraw(nomination=last, by=scene.member)
    with transaction():
        answers_service.decline(nomination=sent, by=representative)


def test_before_the_window_nothing_is_sent(scene: Scene, clock: Clock) -> None:
    clock.set(scene.edition.opens_at - timedelta(seconds=1))
    with pytest.raises(Refused, match="open on"):
        scene.nominate()


def test_a_member_does_not_nominate_itself(scene: Scene) -> None:
    with pytest.raises(Invalid, match="does not nominate itself"):
        scene.nominate(scene.membership.organisation)


def test_the_same_firm_twice_by_one_member_is_refused_in_words(scene: Scene) -> None:
    firm = make_organisation()
    scene.nominate(firm)
    with pytest.raises(Invalid, match="nominated this organisation already"):
        scene.nominate(firm)
    other, person = make_member(scene.edition, scene.officer)
    assert scene.nominate(firm, membership=other, by=person).slot == 1, "another member may"


def test_the_database_itself_refuses_a_slot_beyond_the_limit_and_one_used_twice(scene: Scene) -> None:
    first, second = scene.nominate(), scene.nominate()
    with pytest.raises(IntegrityError), transaction():
        second.slot = 1
    with pytest.raises(IntegrityError), transaction():
        first.slot = 4


def test_only_who_acts_for_the_member_by_role_nominates(scene: Scene, session: Session) -> None:
    stranger, no_role = make_person(), make_person(acts_for=scene.membership.organisation)
    make_grant(stranger, Role.MEMBER, scene.edition)
    session.expire_all()
    for person in (stranger, no_role, scene.officer):
        with pytest.raises(Refused):
            scene.nominate(by=person)
        with pytest.raises(Refused):
            scene.nominate_person(by=person)


def test_a_member_in_person_nominates_too(scene: Scene, session: Session) -> None:
    person = make_person()
    make_grant(person, Role.MEMBER, scene.edition)
    with transaction():
        membership = memberships_service.record_membership(
            person=person, category="individual", since=datetime(2020, 1, 1, tzinfo=UTC), by=scene.officer
        )
    session.expire_all()
    assert scene.nominate(membership=membership, by=person).slot_limit == 1
    with pytest.raises(Invalid, match="Nobody nominates themselves"):
        scene.nominate_person(membership=membership, by=person, email=person.email.upper())


def test_an_ended_membership_nominates_no_more(scene: Scene, clock: Clock) -> None:
    with transaction():
        memberships_service.change_membership(
            membership=scene.membership,
            category="council",
            until=clock.now + timedelta(days=1),
            version=scene.membership.version,
            by=scene.officer,
        )
    scene.nominate()
    clock.move(timedelta(days=1))
    with pytest.raises(Refused, match="membership has ended"):
        scene.nominate()


def test_a_firm_agrees_and_is_covered(scene: Scene, session: Session) -> None:
    firm = make_organisation()
    representative = make_person(acts_for=firm)
    nomination = scene.nominate(firm, email="Post@Example.TEST ")
    assert not covers(scene.edition, organisation_id=firm.id)
    with transaction():
        answers_service.accept(nomination=nomination, by=representative)
    assert covers(scene.edition, organisation_id=firm.id)
    assert not covers(scene.edition, organisation_id=make_organisation().id)
    assert messages(session) == [
        ("post@example.test", "nomination_asked"),
        (representative.id, "nomination_asked"),
        (scene.member.id, "nomination_accepted"),
    ]
    with transaction():
        withdrawing.withdraw(nomination=nomination, by=scene.member)
    assert not covers(scene.edition, organisation_id=firm.id)


def test_nobody_else_answers(scene: Scene) -> None:
    nomination, of_person = scene.nominate(), scene.nominate_person()
    stranger = make_person(acts_for=make_organisation())
    for person in (stranger, scene.member, scene.officer):
        for verb in (answers_service.accept, answers_service.decline):
            for asked in (nomination, of_person):
                with pytest.raises(Refused), transaction():
                    verb(nomination=asked, by=person)
    with pytest.raises(Refused), transaction():
        withdrawing.withdraw(nomination=nomination, by=stranger)


def test_an_answer_is_given_once_but_can_be_taken_back_before_the_deadline(scene: Scene) -> None:
    firm = make_organisation()
    representative = make_person(acts_for=firm)
    nomination = scene.nominate(firm)
    with transaction():
        answers_service.accept(nomination=nomination, by=representative)
    with pytest.raises(Refused), transaction():
        answers_service.accept(nomination=nomination, by=representative)
    with transaction():
        answers_service.decline(nomination=nomination, by=representative)
    with pytest.raises(Refused), transaction():
        answers_service.decline(nomination=nomination, by=representative)
    with pytest.raises(Refused), transaction():
        withdrawing.withdraw(nomination=nomination, by=scene.member)


def test_a_known_person_is_asked_in_private_and_covered_when_they_accept(
    scene: Scene, session: Session
) -> None:
    nominee = make_person(email="nominee@example.test")
    nomination = scene.nominate_person()
    assert nomination.nominee_person_id == nominee.id
    with transaction():
        answers_service.accept(nomination=nomination, by=nominee)
    assert covers(scene.edition, person_id=nominee.id)
    assert not covers(scene.edition, person_id=scene.member.id)
    assert messages(session) == [(nominee.id, "nomination_asked"), (scene.member.id, "nomination_accepted")]


def test_nobody_is_covered_by_nobody(scene: Scene) -> None:
    scene.nominate_person()
    assert not covers(scene.edition)


def test_an_unproved_address_is_not_taken_for_the_person(scene: Scene, session: Session) -> None:
    make_person(email="nominee@example.test", verified_at=None)
    assert scene.nominate_person().nominee_person_id is None
    assert messages(session) == [("nominee@example.test", "nomination_asked")]


def test_a_refusal_in_private_says_nothing_but_not_accepted(scene: Scene, session: Session) -> None:
    nominee = make_person(email="nominee@example.test")
    nomination = scene.nominate_person()
    with transaction():
        answers_service.decline(nomination=nomination, by=nominee)
    last = session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
    assert last is not None and (last.person_id, last.kind) == (scene.member.id, "nomination_not_accepted")
    leaf = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert leaf is not None and "张三" not in leaf.statement and "nominee@" not in leaf.statement


def test_the_secretariat_proposes_individuals_and_no_firms(scene: Scene) -> None:
    made = scene.nominate_person(membership=None, by=scene.officer)
    assert made.membership_id is None
    with pytest.raises(Refused):
        scene.nominate(membership=None, by=scene.officer)
    with pytest.raises(Refused):
        scene.nominate_person(membership=None, by=scene.member)
    with transaction():
        withdrawing.withdraw(nomination=made, by=scene.officer)


def test_the_same_person_twice_is_refused_in_words(scene: Scene) -> None:
    scene.nominate_person()
    with pytest.raises(Invalid, match="nominated this person already"):
        scene.nominate_person(email="NOMINEE@example.test")
    scene.nominate_person(membership=None, by=scene.officer)
    with pytest.raises(Invalid, match="nominated this person already"):
        scene.nominate_person(membership=None, by=scene.officer)


def test_firms_and_individuals_each_in_their_direction(scene: Scene) -> None:
    with pytest.raises(Refused):
        scene.nominate(direction=scene.individuals)
    with pytest.raises(Refused):
        scene.nominate_person(direction=scene.firms)


def test_every_change_leaves_a_leaf(scene: Scene, session: Session) -> None:
    firm = make_organisation()
    representative: Person = make_person(acts_for=firm)
    nomination = scene.nominate(firm)
    with transaction():
        answers_service.accept(nomination=nomination, by=representative)
    with transaction():
        withdrawing.withdraw(nomination=nomination, by=scene.member)
    found = session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.subject == f"nomination:{nomination.public_id}")
    ).all()
    assert sorted(found) == ["nomination.accepted", "nomination.sent", "nomination.withdrawn"]
