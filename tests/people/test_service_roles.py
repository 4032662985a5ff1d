"""Invitations and roles, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core import clock
from app.core.errors import Refused
from app.invitations import service as invitations_service
from app.invitations.models import Invitation
from app.outbox.models import Message
from app.people.models import Person, Role
from app.people.roles import service as roles_service
from app.people.roles.rules import holds
from app.programmes.models import Edition
from tests.factories import make_administrator, make_person

YEAR = timedelta(days=365)
Later = Callable[..., None]
Opening = Callable[[str], Edition]


def leaves(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def messages(session: Session, kind: str) -> list[Message]:
    return list(session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id)))


class TestInvitations:
    def test_the_owner_of_the_address_takes_the_role(
        self, session: Session, edition: Edition, officer: Person, person: Person
    ) -> None:
        invitation, _token = invitations_service.invite(
            email=person.email.upper(),
            role=Role.JUDGE,
            edition=edition,
            role_ends_at=clock.now() + YEAR,
            by=officer,
        )
        grant = invitations_service.accept_invitation(invitation=invitation, by=person)
        assert (grant.role, grant.edition_id, grant.ends_at) == (
            Role.JUDGE,
            edition.id,
            invitation.role_ends_at,
        )
        assert invitation.accepted_by_id == person.id
        assert leaves(session)[-3:] == ["invitation.sent", "invitation.accepted", "role.granted"]

    def test_a_link_works_for_another_address_and_the_inviter_hears_of_it(
        self, session: Session, edition: Edition, officer: Person, person: Person
    ) -> None:
        invitation, token = self.offer(edition, officer, email="elsewhere@firm.example")
        with pytest.raises(Refused):
            invitations_service.accept_invitation(invitation=invitation, by=person)
        with pytest.raises(Refused):
            invitations_service.accept_invitation(invitation=invitation, by=person, token="x" + token)
        invitations_service.accept_invitation(invitation=invitation, by=person, token=token)
        assert [message.person_id for message in messages(session, "invitation_taken")] == [officer.id]

    def test_an_unverified_owner_needs_the_link_which_verifies(
        self, session: Session, edition: Edition, officer: Person
    ) -> None:
        person = make_person(verified_at=None)
        invitation, token = self.offer(edition, officer, email=person.email)
        with pytest.raises(Refused):
            invitations_service.accept_invitation(invitation=invitation, by=person)
        invitations_service.accept_invitation(invitation=invitation, by=person, token=token)
        assert person.verified_at == clock.now()

    def test_it_works_once(self, session: Session, edition: Edition, officer: Person, person: Person) -> None:
        invitation, token = self.offer(edition, officer, email=person.email)
        invitations_service.accept_invitation(invitation=invitation, by=person)
        for taker in (person, make_person()):
            with pytest.raises(Refused, match="has been accepted"):
                invitations_service.accept_invitation(invitation=invitation, by=taker, token=token)

    def test_it_expires(
        self, session: Session, edition: Edition, officer: Person, person: Person, later: Later
    ) -> None:
        invitation, _token = self.offer(edition, officer, email=person.email)
        later(days=30)
        with pytest.raises(Refused, match="expired"):
            invitations_service.accept_invitation(invitation=invitation, by=person)

    def test_it_can_be_withdrawn_by_an_officer_of_the_edition_alone(
        self, session: Session, edition: Edition, officer: Person, person: Person
    ) -> None:
        invitation, _token = self.offer(edition, officer, email=person.email)
        with pytest.raises(Refused):
            invitations_service.withdraw_invitation(invitation=invitation, by=person)
        invitations_service.withdraw_invitation(invitation=invitation, by=officer)
        with pytest.raises(Refused, match="withdrawn"):
            invitations_service.accept_invitation(invitation=invitation, by=person)

    def test_who_offers_what(
        self,
        session: Session,
        edition: Edition,
        officer: Person,
        person: Person,
        administrator: Person,
        open_edition: Opening,
    ) -> None:
        other = open_edition("leading-technology-2024")
        offers = {
            (Role.JUDGE, edition),
            (Role.MEMBER, edition),
            (Role.AUDITOR, edition),
            (Role.OFFICER, edition),
            (Role.APPROVER, edition),
            (Role.ADMINISTRATOR, None),
            (Role.ADMINISTRATOR, edition),
            (Role.JUDGE, None),
            (Role.OFFICER, None),
            (Role.JUDGE, other),
            (Role.OFFICER, other),
        }
        may = {
            officer: {(Role.JUDGE, edition), (Role.MEMBER, edition), (Role.AUDITOR, edition)},
            administrator: {
                (Role.OFFICER, edition),
                (Role.APPROVER, edition),
                (Role.OFFICER, other),
                (Role.ADMINISTRATOR, None),
            },
            person: set(),
        }
        for by, allowed in may.items():
            assert {offer for offer in offers if self.is_offered(by, *offer)} == allowed

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (Role.OFFICER, Role.APPROVER),
            (Role.JUDGE, Role.AUDITOR),
            (Role.AUDITOR, Role.MEMBER),
            (Role.APPROVER, Role.AUDITOR),
        ],
    )
    def test_roles_that_one_person_never_holds_together(
        self,
        session: Session,
        edition: Edition,
        person: Person,
        first: Role,
        second: Role,
        open_edition: Opening,
    ) -> None:
        until = clock.now() + YEAR
        roles_service.grant(person=person, role=first, edition=edition, ends_at=until, by=None)
        with pytest.raises(Refused):
            roles_service.grant(person=person, role=second, edition=edition, ends_at=until, by=None)
        other = open_edition("leading-technology-2024")
        roles_service.grant(person=person, role=second, edition=other, ends_at=until, by=None)

    def test_the_administrator_reads_no_dossiers(
        self, session: Session, edition: Edition, administrator: Person, officer: Person
    ) -> None:
        for role in (Role.OFFICER, Role.APPROVER, Role.AUDITOR):
            with pytest.raises(Refused):
                roles_service.grant(
                    person=administrator, role=role, edition=edition, ends_at=clock.now() + YEAR, by=None
                )
        with pytest.raises(Refused):
            roles_service.create_administrator(person=officer)

    @staticmethod
    def offer(edition: Edition, by: Person, *, email: str) -> tuple[Invitation, str]:
        return invitations_service.invite(
            email=email, role=Role.JUDGE, edition=edition, role_ends_at=clock.now() + YEAR, by=by
        )

    @staticmethod
    def is_offered(by: Person, role: Role, edition: Edition | None) -> bool:
        try:
            invitations_service.invite(
                email="x@firm.example", role=role, edition=edition, role_ends_at=clock.now() + YEAR, by=by
            )
        except Refused:
            return False
        return True


class TestRoles:
    def test_a_role_ends_at_its_date(
        self, session: Session, edition: Edition, person: Person, later: Later
    ) -> None:
        roles_service.grant(
            person=person, role=Role.JUDGE, edition=edition, ends_at=clock.now() + timedelta(days=1), by=None
        )
        later(hours=23, minutes=59, seconds=59)
        assert holds(person, Role.JUDGE, edition_id=edition.id, now=clock.now())
        later(seconds=1)
        assert not holds(person, Role.JUDGE, edition_id=edition.id, now=clock.now())

    def test_an_ended_role_can_be_given_again(
        self, session: Session, edition: Edition, person: Person, officer: Person, later: Later
    ) -> None:
        grant = roles_service.grant(
            person=person, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer
        )
        roles_service.end_role(grant=grant, title=None, by=officer)
        assert grant.ended_by_id == officer.id
        later(days=1)
        again = roles_service.grant(
            person=person, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer
        )
        assert again is grant
        assert (again.starts_at, again.ended_by_id) == (clock.now(), None)

    def test_who_ends_a_role(
        self, session: Session, edition: Edition, person: Person, officer: Person, administrator: Person
    ) -> None:
        until = clock.now() + YEAR
        judge = roles_service.grant(
            person=person, role=Role.JUDGE, edition=edition, ends_at=until, by=officer
        )
        for stranger in (make_person(), administrator):
            with pytest.raises(Refused):
                roles_service.end_role(grant=judge, title=None, by=stranger)
        roles_service.end_role(grant=judge, title=None, by=person)
        with pytest.raises(Refused, match="has ended"):
            roles_service.end_role(grant=judge, title=None, by=officer)
        assert messages(session, "role_ended") == []

    def test_the_last_administrator_stays(self, session: Session) -> None:
        one, two = make_administrator(), make_administrator()
        roles_service.end_role(grant=two.grants[0], title=None, by=one)
        with pytest.raises(Refused, match="last administrator"):
            roles_service.end_role(grant=one.grants[0], title=None, by=one)
