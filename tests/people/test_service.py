"""The verbs of accounts, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.consents import service as consents_service
from app.core.errors import Conflict, Invalid, Refused
from app.outbox.models import Message
from app.people.models import Person
from app.people.organisations import service as organisations_service
from app.people.passwords import service as passwords_service
from app.people.persons import service as persons_service
from app.people.sign_in.sessions import load_from_cookie, open_session
from app.programmes.models import Edition
from tests.factories import make_organisation, make_person

YEAR = timedelta(days=365)
Later = Callable[..., None]
Opening = Callable[[str], Edition]


def leaves(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def messages(session: Session, kind: str) -> list[Message]:
    return list(session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id)))


class TestRegister:
    def test_an_address_has_one_spelling(self, session: Session) -> None:
        person = persons_service.register(
            email="  Li.Wei@Firm.EXAMPLE ", name_zh="李伟", name_latin="Li Wei", locale="zh"
        )
        assert (person.email, person.sort_key, person.verified_at) == ("li.wei@firm.example", "li wei", None)
        assert leaves(session) == ["person.registered"]

    def test_one_address_one_account(self, session: Session) -> None:
        persons_service.register(email="a@firm.example", name_zh="", name_latin="A", locale="en")
        with pytest.raises(sa.exc.IntegrityError):
            persons_service.register(email="A@firm.example ", name_zh="", name_latin="B", locale="en")

    @pytest.mark.parametrize(
        "email", ["", "a", "a@", "a@localhost", "a b@c.example", "a@b.example\nBcc: c@d.example"]
    )
    def test_what_is_no_address_is_refused(self, session: Session, email: str) -> None:
        with pytest.raises(Invalid) as caught:
            persons_service.register(email=email, name_zh="", name_latin="A", locale="en")
        assert "email" in caught.value.faults

    def test_a_name_loses_what_cannot_be_seen(self, session: Session) -> None:
        person = persons_service.register(
            email="a@firm.example", name_zh="", name_latin=" Ann\u202e \x00Lee\r\nX ", locale="en"
        )
        assert person.name_latin == "Ann Lee X"

    def test_a_name_is_needed_and_has_an_end(self, session: Session) -> None:
        for name_zh, name_latin, field in ((" ", "\t", "name_zh"), ("", "x" * 201, "name_latin")):
            with pytest.raises(Invalid) as caught:
                persons_service.register(
                    email="a@firm.example", name_zh=name_zh, name_latin=name_latin, locale="en"
                )
            assert list(caught.value.faults) == [field]


class TestOrganisations:
    def test_whoever_registers_one_acts_for_it(self, session: Session, person: Person) -> None:
        firm = organisations_service.register_organisation(
            name_zh="", name_en="Firm", country_region="SG", by=person
        )
        assert [row.organisation for row in person.representations] == [firm]
        organisations_service.represent(organisation=firm, person=person, by=person)
        assert leaves(session) == ["organisation.registered", "organisation.represented"]

    def test_an_officer_writes_one_down_without_acting_for_it(
        self, session: Session, officer: Person
    ) -> None:
        firm = organisations_service.register_organisation(
            name_zh="某公司", name_en="", country_region="CN", by=officer
        )
        assert officer.representations == []
        colleague = make_person()
        organisations_service.represent(organisation=firm, person=colleague, by=officer)
        assert [row.organisation for row in colleague.representations] == [firm]

    def test_nobody_names_themselves_into_a_strangers(self, session: Session, person: Person) -> None:
        firm = make_organisation()
        with pytest.raises(Refused):
            organisations_service.represent(organisation=firm, person=person, by=person)

    def test_a_region_outside_the_table_is_refused(self, session: Session, person: Person) -> None:
        with pytest.raises(Invalid):
            organisations_service.register_organisation(
                name_zh="", name_en="Firm", country_region="XX", by=person
            )


class TestProfile:
    def test_names_sort_key_and_language(self, session: Session, person: Person) -> None:
        persons_service.update_profile(
            person=person,
            name_zh="单雄",
            name_latin="",
            sort_key="",
            locale="zh",
            version=person.version,
            by=person,
        )
        assert (person.name_zh, person.sort_key, person.locale) == ("单雄", "shan xiong", "zh")

    def test_an_older_save_is_told_of_both_versions(self, session: Session, person: Person) -> None:
        opened = person.version
        self.save(person, "First", opened)
        with pytest.raises(Conflict) as caught:
            self.save(person, "Second", opened)
        assert caught.value.mine["name_latin"] == "Second"
        assert caught.value.theirs["name_latin"] == "First"

    def test_only_oneself(self, session: Session, person: Person, officer: Person) -> None:
        with pytest.raises(Refused):
            persons_service.update_profile(
                person=person, name_zh="", name_latin="X", sort_key="", locale="en", version=1, by=officer
            )
        with pytest.raises(Refused):
            passwords_service.change_password(person=person, password_hash="x", by=officer)

    @staticmethod
    def save(person: Person, name: str, version: int) -> None:
        persons_service.update_profile(
            person=person, name_zh="", name_latin=name, sort_key="", locale="en", version=version, by=person
        )


class TestDisable:
    def test_a_closed_account_is_nobody_at_once(
        self, session: Session, person: Person, administrator: Person
    ) -> None:
        cookie = open_session(person, device="x")
        assert load_from_cookie(cookie) is person
        persons_service.disable(person=person, by=administrator)
        assert load_from_cookie(cookie) is None
        persons_service.enable(person=person, by=administrator)
        assert load_from_cookie(cookie) is None

    def test_by_an_administrator_and_never_oneself(
        self, session: Session, person: Person, officer: Person, administrator: Person
    ) -> None:
        for by, whom in ((officer, person), (person, person), (administrator, administrator)):
            with pytest.raises(Refused):
                persons_service.disable(person=whom, by=by)


class TestConsents:
    def test_each_stands_once_and_is_withdrawn_alone(
        self, session: Session, edition: Edition, person: Person
    ) -> None:
        texts = {consent.purpose: str(consent.version) for consent in edition.rulebook.consents}
        given = consents_service.give_consents(edition=edition, purposes=texts, by=person)
        again = consents_service.give_consents(edition=edition, purposes=texts, by=person)
        assert [consent.id for consent in given] == [consent.id for consent in again]
        consents_service.withdraw_consent(consent=given[0], by=person)
        with pytest.raises(Refused):
            consents_service.withdraw_consent(consent=given[0], by=person)
        assert [consent.withdrawn_at is None for consent in given] == [False, *[True] * (len(given) - 1)]
        renewed = consents_service.give_consents(
            edition=edition, purposes={given[0].purpose: given[0].text_version}, by=person
        )
        assert renewed[0].id != given[0].id

    def test_to_the_text_in_force_and_by_its_owner(
        self, session: Session, edition: Edition, person: Person
    ) -> None:
        for purposes in ({"processing": "99"}, {"unheard": "1"}):
            with pytest.raises(Invalid):
                consents_service.give_consents(edition=edition, purposes=purposes, by=person)
        text = edition.rulebook.consents[0]
        given = consents_service.give_consents(
            edition=edition, purposes={text.purpose: text.version}, by=person
        )
        with pytest.raises(Refused):
            consents_service.withdraw_consent(consent=given[0], by=make_person())
