"""A judge names their employers on a page, and gets no entry of them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.entries.conflicts.queries import conflicts_of
from tests.factories import make_organisation, make_person
from tests.judging.conftest import ROUND, SignIn, first_of
from tests.results.conftest import Contest

PAGE, ADD = "/judging/profile?lang=en", "/judging/profile/employers/add?lang=en"


def typed(**more: str) -> dict[str, str]:
    return {
        "name_zh": "",
        "name_en": "",
        "country_region": "CN",
        "registration_code": "",
        "when": "present",
        **more,
    }


def test_an_employer_out_of_the_register_is_a_conflict(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    assignment = first_of(contest)
    judge, entry = assignment.judge, assignment.stage_entry.candidacy.entry
    firm, browser = entry.organisation, sign_in(assignment.judge)
    assert firm is not None
    assert "You have named no employer yet." in browser.get(PAGE).text
    asked = browser.send(ADD, **typed(name_zh=firm.name_zh, name_en=firm.name_en.upper()))
    assert asked.status_code == 422 and firm.public_id in asked.text and judge.employer is None
    answer = browser.send(ADD, **typed(name_en=firm.name_en, organisation=firm.public_id))
    assert answer.status_code == 303
    session.expire_all()
    assert judge.employer_id == firm.id and conflicts_of([judge.id], [entry.id]) == {(judge.id, entry.id)}
    assert browser.get(f"/judging/assignments/{assignment.public_id}").status_code == 404


@pytest.mark.parametrize(("until", "status"), [("2019", 303), ("", 422), ("2017", 422), ("2099", 422)])
def test_a_former_employer_has_years(
    contest: Contest, sign_in: SignIn, session: Session, until: str, status: int
) -> None:
    judge = contest.judges[0]
    form = typed(name_en="Halvest Optics", when="former", from_year="2018", until_year=until)
    answer = sign_in(judge).send(ADD, **form)
    assert answer.status_code == status
    assert "Halvest Optics" in (answer.text if status == 422 else sign_in(judge).get(PAGE).text), (
        "nothing typed is lost"
    )
    session.expire_all()
    assert len(judge.former_employments) == (status == 303)
    seats = (
        sign_in(contest.officer).get(f"/stages/{contest.stage(ROUND).public_id}/panel-members?lang=en").text
    )
    assert ("Halvest Optics (2018–2019)" in seats) == (status == 303)


def test_a_former_employer_is_a_conflict_until_it_is_removed(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    entry = first_of(contest).stage_entry.candidacy.entry
    assert entry.organisation is not None
    judge, browser = contest.judges[2], sign_in(contest.judges[2])
    form = typed(name_en="x", organisation=entry.organisation.public_id, when="former", until_year="2015")
    assert browser.send(ADD, **form).status_code == 303
    assert (judge.id, entry.id) in conflicts_of([judge.id], [entry.id])
    address = re.search(r"/judging/profile/employers/\w+/remove", browser.get(PAGE).text)
    assert address is not None
    assert sign_in(contest.judges[1]).press(address[0]).status_code == 404
    assert browser.press(address[0]).status_code == 303
    session.expire_all()
    assert not conflicts_of([judge.id], [entry.id])


def test_who_has_left_still_keeps_away(contest: Contest, sign_in: SignIn, session: Session) -> None:
    judge, firm = contest.judges[0], make_organisation()
    browser = sign_in(judge)
    browser.send(ADD, **typed(name_en="x", organisation=firm.public_id))
    assert browser.press("/judging/profile/employers/leave").status_code == 303
    session.expire_all()
    assert judge.employer is None and [row.organisation_id for row in judge.former_employments] == [firm.id]


def test_an_officer_names_theirs_and_the_entry_is_gone(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    entry = first_of(contest).stage_entry.candidacy.entry
    assert entry.organisation is not None
    officer = sign_in(contest.officer)
    assert (
        "/judging/profile" in officer.get("/me/invitations").text
        and officer.get(f"/entries/{entry.public_id}").status_code == 200
    )
    officer.send(ADD, **typed(name_en="x", organisation=entry.organisation.public_id))
    assert officer.get(f"/entries/{entry.public_id}").status_code == 404


def test_an_employer_is_named_under_a_proved_address(contest: Contest, sign_in: SignIn) -> None:
    answer = sign_in(make_person(verified_at=None)).send(ADD, **typed(name_en="Halvest Optics"))
    assert answer.status_code == 403
