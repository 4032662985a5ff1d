"""A misspelled name is put right by an officer, with a reason; before and after stay on record."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Refused
from app.people.models import Organisation, Person, Role
from app.people.organisations.models import NameCorrection
from app.people.organisations.name_correction import correct_name
from app.programmes.models import Edition
from tests.factories import make_grant, make_organisation, make_person
from tests.people.browsing import SignIn

CODE, OTHER_CODE = "91110000600037341L", "91350100M000100Y43"


def correct(firm: Organisation, by: Person, **more: Any) -> None:
    fields: dict[str, Any] = {
        "name_zh": firm.name_zh,
        "name_en": "Nimbus Labs",
        "reason": "Their licence says so.",
        "version": firm.version,
        "by": by,
        **more,
    }
    with transaction():
        correct_name(organisation=firm, **fields)


def test_before_and_after_stay_on_record(session: Session, officer: Person) -> None:
    firm = make_organisation(name_zh="云力实验室", name_en="Nimbsu Labs")
    correct(firm, officer, name_zh=" 云栎实验室 ")
    assert firm.name == {"zh": "云栎实验室", "en": "Nimbus Labs"}
    assert (firm.key_en, firm.sort_key) == ("nimbuslabs", "yun li shi yan shi")
    row = session.scalars(sa.select(NameCorrection)).one()
    assert row.before == {"zh": "云力实验室", "en": "Nimbsu Labs"} and row.after == firm.name
    assert (row.reason, row.corrected_by_id) == ("Their licence says so.", officer.id)
    event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None and event.action == "organisation.name_corrected"
    assert "Nimbsu Labs" in event.statement and "Nimbus Labs" in event.statement
    assert event.subject == f"organisation:{firm.public_id}"


def test_a_reading_that_somebody_typed_stays(session: Session, officer: Person) -> None:
    firm = make_organisation(name_zh="长城汽车", name_en="")
    with transaction():
        firm.sort_key = "zhang cheng"
    correct(firm, officer, name_zh="长城气车", name_en="")
    assert firm.sort_key == "zhang cheng"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"name_en": "Nimbsu  Labs"}, "name_zh"),
        ({"name_zh": " ", "name_en": ""}, "name_zh"),
        ({"name_en": "x" * 301}, "name_en"),
    ],
)
def test_what_is_lacking_is_said(session: Session, officer: Person, more: dict[str, str], field: str) -> None:
    firm = make_organisation(name_zh="云栎", name_en="Nimbsu Labs")
    with pytest.raises(Invalid) as refused:
        correct(firm, officer, **more)
    assert refused.value.faults.keys() == {field}
    assert firm.name_en == "Nimbsu Labs" and session.scalars(sa.select(NameCorrection)).all() == []


def test_a_name_of_another_is_not_taken(session: Session, officer: Person) -> None:
    other = make_organisation(name_en="Nimbus Labs")
    firm = make_organisation(name_en="Nimbsu Labs", registration_code=CODE)
    with pytest.raises(Invalid) as refused:
        correct(firm, officer)
    assert refused.value.faults["name_zh"].params["name"] == other.name_zh
    with transaction():
        other.registration_code = OTHER_CODE
    correct(firm, officer)
    assert firm.name_en == "Nimbus Labs"


def test_case_and_width_are_corrected_beside_a_namesake(session: Session, officer: Person) -> None:
    make_organisation(name_en="Nimbus Labs", namesake=1)
    firm = make_organisation(name_en="NIMBUS LABS")
    correct(firm, officer)
    assert firm.name_en == "Nimbus Labs"


def test_a_stale_form_is_told(session: Session, officer: Person) -> None:
    firm = make_organisation()
    with pytest.raises(Conflict):
        correct(firm, officer, version=firm.version + 1)


@pytest.mark.parametrize("role", [None, "own", Role.APPROVER, Role.AUDITOR, Role.JUDGE])
def test_nobody_but_an_officer(session: Session, sign_in: SignIn, edition: Edition, role: Any) -> None:
    """At both doors: whoever acts for it sees the register and may not, a stranger finds nothing."""
    firm = make_organisation()
    person = make_person(acts_for=firm) if role == "own" else make_person()
    if role not in (None, "own"):
        make_grant(person, role, edition)
    with pytest.raises(Refused):
        correct(firm, person)
    seen = role in ("own", Role.APPROVER, Role.AUDITOR)
    address = f"/organisations/{firm.public_id}/correct-name"
    answer = sign_in(person).press(address, name_en="Nimbus Labs", reason="x", version=str(firm.version))
    assert answer.status_code == (403 if seen else 404)
    assert session.scalars(sa.select(NameCorrection)).all() == []


def test_a_form_without_its_version_saves_nothing(sign_in: SignIn, officer: Person) -> None:
    firm = make_organisation(name_en="Nimbus Lab")
    address = f"/organisations/{firm.public_id}/correct-name"
    answer = sign_in(officer).press(address, name_en="Nimbus Labs", reason="x")
    assert answer.status_code == 409 and firm.name_en == "Nimbus Lab"


def test_its_page_is_walked_by_an_officer_and_read_by_the_firm(sign_in: SignIn, officer: Person) -> None:
    firm = make_organisation(name_zh="云栎", name_en="Nimbsu Labs")
    place = f"/organisations/{firm.public_id}"
    browser = sign_in(officer)
    assert f"{place}/correct-name" in browser.get(f"{place}?lang=en").text
    refused = browser.send(f"{place}/correct-name?lang=en", name_en="Nimbus Labs", reason="")
    assert refused.status_code == 422 and firm.name_en == "Nimbsu Labs"
    sent = browser.send(f"{place}/correct-name?lang=en", name_en="Nimbus Labs", reason="Their licence.")
    assert sent.status_code == 303 and firm.name == {"zh": "云栎", "en": "Nimbus Labs"}
    page = sign_in(make_person(acts_for=firm)).get(f"{place}?lang=en").text
    assert "Corrections of the name" in page and "Nimbsu Labs" in page and "Their licence." in page
    assert "/correct-name" not in page
