"""The register: each firm once, nobody acts for one by its name alone, colleagues, and two rows that are one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid, Refused, TooOften
from app.outbox.models import Message
from app.outbox.render import letter
from app.people.employments import service as employments_service
from app.people.models import Basis, Organisation, Person
from app.people.organisations import corrections
from app.people.organisations import service as organisations_service
from app.people.organisations.rules import acts_for, related_organisations
from app.people.rate_limits import COLLEAGUES
from app.people.representations import claims, colleagues
from app.people.representations.models import Claim, ClaimState
from app.people.representations.queries import get_colleague_invitation
from app.programmes.models import Edition
from tests.databases import Databases, app_on
from tests.factories import make_officer, make_organisation, make_person
from tests.isolation import prepared

CODE, OTHER_CODE = "91110000600037341L", "91350100M000100Y43"


def register_as(by: Person, **more: Any) -> Organisation:
    fields: dict[str, Any] = {"name_zh": "", "name_en": "Nimbus Labs", "country_region": "CN", "by": by}
    with transaction():
        return organisations_service.register_organisation(**{**fields, **more})


def letters_to(session: Session, address: str) -> list[Message]:
    return list(session.scalars(sa.select(Message).where(Message.address == address).order_by(Message.id)))


class TestOneRowAFirm:
    @pytest.mark.parametrize(
        "name", ["Nimbus Labs", "ＮＩＭＢＵＳ labs", " nimbus  Labs. ", "Nimbus Labs Ltd", "Nimbus"]
    )
    def test_a_name_that_is_there_is_asked_about(self, person: Person, name: str) -> None:
        known = register_as(person)
        with pytest.raises(Invalid) as refused:
            register_as(make_person(), name_en=name)
        assert refused.value.faults.keys() == {"organisation"}
        assert known.registration_code is None

    def test_a_likeness_in_either_language_is_asked_about(self, person: Person) -> None:
        register_as(person, name_zh="云栎实验室", name_en="Nimbus Labs")
        for names in (
            {"name_zh": "云栎实验室有限公司", "name_en": ""},
            {"name_zh": "别名研究院", "name_en": "NIMBUS LABS"},
        ):
            with pytest.raises(Invalid):
                register_as(make_person(), **names)

    def test_what_is_said_to_be_another_is_one(self, person: Person) -> None:
        known = register_as(person)
        another = register_as(person, name_en="Nimbus Labs Holding", told_apart=[known.public_id])
        assert another.id != known.id

    def test_the_same_name_again_needs_a_code(self, person: Person) -> None:
        known = register_as(person)
        with pytest.raises(Invalid) as refused:
            register_as(person, told_apart=[known.public_id])
        assert refused.value.faults.keys() == {"registration_code"}
        with pytest.raises(Invalid):  # one code alone does not say that the other has another one
            register_as(person, registration_code=CODE, told_apart=[known.public_id])

    def test_two_codes_tell_two_firms_of_one_name_apart(self, person: Person) -> None:
        known = register_as(person, registration_code=CODE)
        another = register_as(person, registration_code=OTHER_CODE, told_apart=[known.public_id])
        assert {known.registration_code, another.registration_code} == {CODE, OTHER_CODE}

    def test_a_code_is_of_one_firm_whatever_the_name(self, person: Person) -> None:
        known = register_as(person, registration_code=CODE)
        with pytest.raises(Invalid) as refused:
            register_as(
                person,
                name_en="Quite Another",
                registration_code="9111 0000 6000 3734 1l",
                told_apart=[known.public_id],
            )
        assert refused.value.faults.keys() == {"registration_code"}
        abroad = register_as(person, name_en="Quite Another", country_region="DE", registration_code=CODE)
        assert abroad.registration_code == CODE

    def test_a_code_with_a_wrong_check_sign_is_refused(self, person: Person) -> None:
        with pytest.raises(Invalid) as refused:
            register_as(person, registration_code="911100006000373411")
        assert refused.value.faults.keys() == {"registration_code"}

    def test_the_database_holds_one_row_a_name_and_one_a_code(self, session: Session) -> None:
        make_organisation(name_en="Nimbus Labs")
        with pytest.raises(IntegrityError):
            make_organisation(name_en="NIMBUS labs.")
        session.rollback()
        make_organisation(name_en="Code One", registration_code=CODE)
        with pytest.raises(IntegrityError):
            make_organisation(name_en="Code Two", registration_code=CODE)


class TestWhoActs:
    def test_an_address_that_was_never_proved_registers_nothing(self, session: Session) -> None:
        with pytest.raises(Refused):
            register_as(make_person(verified_at=None))

    def test_nor_does_it_act(self, session: Session) -> None:
        firm = make_organisation()
        assert not acts_for(make_person(verified_at=None, acts_for=firm), firm.id, clock.now())

    def test_nor_is_it_named_by_others(self, session: Session) -> None:
        firm = make_organisation()
        with pytest.raises(Refused), transaction():
            organisations_service.represent(
                organisation=firm, person=make_person(verified_at=None), by=make_person(acts_for=firm)
            )

    def test_a_claim_waits_for_an_officer_and_those_who_act_are_told(
        self, session: Session, person: Person, officer: Person
    ) -> None:
        firm = make_organisation()
        known = make_person(acts_for=firm)
        with transaction():
            claim = claims.claim(organisation=firm, statement="I lead its lab.", by=person)
        assert claim.state == ClaimState.OPEN and not acts_for(person, firm.id, clock.now())
        assert session.scalars(sa.select(Message.kind).where(Message.person_id == known.id)).all() == [
            "claim_made"
        ]
        with transaction():
            claims.confirm_claim(claim=claim, by=officer)
        (row,) = person.representations
        assert acts_for(person, firm.id, clock.now()) and (row.basis, row.confirmed_at) == (
            Basis.OFFICER,
            clock.now(),
        )

    def test_the_mail_domain_of_the_firm_settles_it(self, session: Session) -> None:
        firm = make_organisation(mail_domain="firm.example")
        for address, acts in (("a@lab.firm.example", True), ("a@firm.example.test", False)):
            somebody = make_person(email=address)
            with transaction():
                claims.claim(organisation=firm, statement="x", by=somebody)
            assert acts_for(somebody, firm.id, clock.now()) == acts

    def test_a_claim_is_refused_with_a_reason_and_decided_by_another(
        self, session: Session, person: Person, edition: Edition
    ) -> None:
        first, second, firm = make_officer(edition), make_officer(edition), make_organisation()
        with transaction():
            claim = claims.claim(organisation=firm, statement="x", by=first)
        with pytest.raises(Refused), transaction():
            claims.confirm_claim(claim=claim, by=first)
        with pytest.raises(Refused), transaction():
            claims.confirm_claim(claim=claim, by=person)
        with pytest.raises(Invalid), transaction():
            claims.refuse_claim(claim=claim, reason=" ", by=second)
        with transaction():
            claims.refuse_claim(claim=claim, reason="Nobody there knows you.", by=second)
        assert claim.state == ClaimState.REFUSED and not acts_for(first, firm.id, clock.now())
        with pytest.raises(Refused), transaction():
            claims.confirm_claim(claim=claim, by=second)

    def test_a_domain_where_anybody_gets_an_address_is_never_recorded(
        self, session: Session, officer: Person
    ) -> None:
        firm, person = make_organisation(), make_person(email="someone@qq.com")
        with transaction():
            claim = claims.claim(organisation=firm, statement="x", by=person)
        with pytest.raises(Invalid), transaction():
            claims.confirm_claim(claim=claim, keep_domain=True, by=officer)
        with pytest.raises(Invalid), transaction():
            corrections.correct_organisation(
                organisation=firm, reading="", mail_domain="163.com", version=1, by=officer
            )

    def test_claiming_twice_is_one_claim(self, session: Session, person: Person) -> None:
        firm = make_organisation()
        for _each in range(2):
            with transaction():
                claims.claim(organisation=firm, statement="x", by=person)
        assert len(session.scalars(sa.select(Claim)).all()) == 1


class TestColleagues:
    def invite(
        self, session: Session, firm: Organisation, by: Person, email: str = "new@firm.example"
    ) -> str:
        with transaction():
            colleagues.invite_colleague(organisation=firm, email=email, by=by)
        found = re.search(r"/organisations/join/(\S+)", letter(letters_to(session, email)[-1]).body)
        assert found is not None
        return found[1]

    def test_an_address_acts_once_its_owner_accepts(self, session: Session) -> None:
        firm = make_organisation()
        host, colleague = make_person(acts_for=firm), make_person(email="new@firm.example", verified_at=None)
        token = self.invite(session, firm, host)
        assert not acts_for(colleague, firm.id, clock.now())
        with transaction():
            colleagues.join_colleagues(invitation=get_colleague_invitation(token), by=colleague)
        assert acts_for(colleague, firm.id, clock.now())
        assert colleague.representations[0].confirmed_at, "whoever named them is confirmed"
        with pytest.raises(Refused), transaction():
            colleagues.join_colleagues(invitation=get_colleague_invitation(token), by=make_person())

    def test_a_second_link_ends_the_first(self, session: Session) -> None:
        firm = make_organisation()
        host = make_person(acts_for=firm)
        first = self.invite(session, firm, host)
        self.invite(session, firm, host)
        with pytest.raises(Refused), transaction():
            colleagues.join_colleagues(invitation=get_colleague_invitation(first), by=make_person())

    def test_only_who_acts_for_it_invites(self, session: Session, person: Person, officer: Person) -> None:
        for by in (person, officer):
            with pytest.raises(Refused), transaction():
                colleagues.invite_colleague(organisation=make_organisation(), email="a@b.example", by=by)

    def test_an_officer_ends_what_a_stranger_has_begun(self, session: Session, officer: Person) -> None:
        firm = make_organisation()
        stranger, other = make_person(acts_for=firm), make_person(acts_for=firm)
        with pytest.raises(Refused), transaction():
            colleagues.end_representation(row=stranger.representations[0], by=other)
        with transaction():
            colleagues.end_representation(row=stranger.representations[0], by=officer)
        assert not acts_for(stranger, firm.id, clock.now())

    def test_with_whoever_invites_their_invitations_end(self, session: Session, officer: Person) -> None:
        firm = make_organisation()
        host, guest = make_person(acts_for=firm), make_person(email="new@firm.example")
        token = self.invite(session, firm, host)
        with transaction():
            colleagues.end_representation(row=host.representations[0], by=officer)
        for person in (host, guest):
            with pytest.raises(Refused), transaction():
                colleagues.join_colleagues(invitation=get_colleague_invitation(token), by=person)
            assert not acts_for(person, firm.id, clock.now())

    def test_a_host_whose_time_ran_out_brings_nobody_in(self, session: Session) -> None:
        firm = make_organisation()
        host = make_person(acts_for=firm)
        token = self.invite(session, firm, host)
        with transaction():
            host.representations[0].until = clock.now()
        with pytest.raises(Refused, match="no longer acts"), transaction():
            colleagues.join_colleagues(invitation=get_colleague_invitation(token), by=make_person())

    def test_an_officer_s_end_is_not_undone_by_an_address_of_the_domain(
        self, session: Session, officer: Person
    ) -> None:
        firm = make_organisation()
        firm.mail_domain = "firm.example"
        person = make_person(acts_for=firm, email="was@firm.example")
        with transaction():
            colleagues.end_representation(row=person.representations[0], by=officer)
            claim = claims.claim(organisation=firm, statement="I am back.", by=person)
        assert claim.state == ClaimState.OPEN and not acts_for(person, firm.id, clock.now())

    def test_so_many_letters_an_hour_and_no_more(
        self, databases: Databases, kind: str, tmp_path: Path
    ) -> None:
        with app_on(databases.copy(kind), tmp_path, rate_limits=True) as app, prepared(app):
            firm = make_organisation()
            host = make_person(acts_for=firm)
            for number in range(COLLEAGUES.most):
                with transaction():
                    colleagues.invite_colleague(organisation=firm, email=f"a{number}@b.example", by=host)
            with pytest.raises(TooOften), transaction():
                colleagues.invite_colleague(organisation=firm, email="more@b.example", by=host)


class TestRegister:
    def test_a_reading_is_corrected_by_who_acts_for_it(self, session: Session) -> None:
        firm = make_organisation(name_zh="长城集团", name_en="")
        assert firm.sort_key == "chang cheng ji tuan"
        by = make_person(acts_for=firm)
        for reading, key in (("Zhang Cheng 2", "zhang cheng 00000002"), ("", "chang cheng ji tuan")):
            with transaction():
                corrections.correct_organisation(
                    organisation=firm, reading=reading, version=firm.version, by=by
                )
            assert firm.sort_key == key

    def test_a_code_is_given_once_and_corrected_by_an_officer(
        self, session: Session, officer: Person
    ) -> None:
        firm = make_organisation()
        by = make_person(acts_for=firm)

        def give(code: str, by: Person) -> None:
            with transaction():
                corrections.correct_organisation(
                    organisation=firm, reading="", registration_code=code, version=firm.version, by=by
                )

        give(CODE, by)
        with pytest.raises(Refused):
            give(OTHER_CODE, by)
        give(OTHER_CODE, officer)
        assert firm.registration_code == OTHER_CODE
        make_organisation(registration_code=CODE)
        with pytest.raises(Invalid):
            give(CODE, officer)

    def test_employers_present_and_former_are_related(self, session: Session, person: Person) -> None:
        first, second, third = make_organisation(), make_organisation(), make_organisation()
        with transaction():
            employments_service.add_employer(person=person, organisation=first, by=person)
        with transaction():
            employments_service.add_employer(person=person, organisation=second, by=person)
        with transaction():
            employments_service.add_employer(
                person=person, organisation=third, from_year=2001, until_year=2008, by=person
            )
        assert person.employer == second and related_organisations(person, clock.now()) == {
            first.id,
            second.id,
            third.id,
        }
        with transaction():
            employments_service.leave_employer(person=person, by=person)
        assert person.employer is None and second.id in related_organisations(person, clock.now())

    @pytest.mark.parametrize("years", [(2010, 2009), (1800, 2000), (None, 2025), (None, 0)])
    def test_years_are_in_order(
        self, session: Session, person: Person, years: tuple[int | None, int]
    ) -> None:
        with pytest.raises(Invalid), transaction():
            employments_service.add_employer(
                person=person,
                organisation=make_organisation(),
                from_year=years[0],
                until_year=years[1],
                by=person,
            )


def test_names_of_one_stem_are_alike_whichever_is_there_first(person: Person) -> None:
    register_as(person, name_en="Real Optics Ltd")
    with pytest.raises(Invalid):
        register_as(person, name_en="Real Optics Research Institute")
