"""Pages of a stage that are for its officers: judges, strangers and the other roles are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.judging.stages.queries import entries_in
from app.people.models import Person
from tests.factories import make_administrator, make_officer, make_person
from tests.judging.conftest import BALLOT, ROUND, SignIn
from tests.results.conftest import Contest


def page_of(contest: Contest, code: str = ROUND) -> str:
    return f"/stages/{contest.stage(code).public_id}"


PEOPLE: dict[str, Callable[[Contest, Contest], Person]] = {
    "auditor": lambda contest, _other: contest.auditor,
    "approver": lambda contest, _other: contest.approver,
    "judge": lambda contest, _other: contest.judges[0],
    "stranger": lambda _contest, _other: make_person(),
    "administrator": lambda _contest, _other: make_administrator(),
    "officer of another edition": lambda _contest, other: make_officer(other.edition),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_whoever_is_no_officer_of_the_edition_changes_nothing(
    fresh: Contest, voting: Contest, blind: Contest, sign_in: SignIn, who: str
) -> None:
    """The offices see how it stands, and everybody else sees nothing: 403 or 404."""
    client, place = sign_in(PEOPLE[who](fresh, blind)), page_of(fresh)
    status = 403 if who in ("auditor", "approver") else 404
    assert client.get(place).status_code == (200 if status == 403 else 404)
    for verb in ("admit", "plan", "open", "close", "panel-members"):
        answer = client.press(f"{place}/{verb}", closes_at="2024-09-30T18:00")
        assert answer.status_code == status, verb
    ballot = client.press(f"{page_of(voting, BALLOT)}/count")
    assert ballot.status_code == 404
    assert entries_in(fresh.stage(ROUND)) == [] and fresh.stage(ROUND).opened_at is None
    assert voting.stage(BALLOT).closed_at is None
