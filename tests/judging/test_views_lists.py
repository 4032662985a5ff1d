"""Pages of judging ask the database as often for a thousand rows as for ten, and at most twelve times."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.judging.ballots import service
from app.judging.models import StageEntry
from app.judging.panels.queries import panels_of
from app.judging.stages.queries import entries_in
from app.people.models import Person
from tests.client import Client
from tests.counting import counted
from tests.judging.conftest import BALLOT, ROUND, SignIn, ballot_of, first_of
from tests.judging.growing import add_members, grow
from tests.results.conftest import Contest

MOST = 12


def asked(client: Client, place: str, words: str) -> int:
    with counted() as sent:
        page = client.get(place)
    assert page.status_code == 200 and words in page.text
    return len(sent)


def overview(contest: Contest) -> str:
    return f"/programmes/straight-to-wuzhen/{contest.edition.year}/judging"


def stage(contest: Contest) -> str:
    return f"/stages/{contest.stage(ROUND).public_id}"


OF_ENTRIES: dict[str, tuple[Callable[[Contest], Person], Callable[[Contest], str]]] = {
    "the judge's desk": (lambda contest: contest.judges[0], lambda _contest: "/judging"),
    "the judge's list": (
        lambda contest: contest.judges[0],
        lambda contest: f"/judging/{contest.stage(ROUND).public_id}",
    ),
    "a sheet among many": (
        lambda contest: contest.judges[0],
        lambda contest: f"/assignments/{first_of(contest).public_id}",
    ),
    "the stage": (lambda contest: contest.officer, stage),
    "a judge in the stage": (
        lambda contest: contest.officer,
        lambda contest: f"{stage(contest)}/judges/{contest.judges[0].public_id}",
    ),
    "the stages": (lambda contest: contest.officer, overview),
}


@pytest.mark.parametrize("page", OF_ENTRIES)
def test_pages_of_entries(contest: Contest, sign_in: SignIn, page: str) -> None:
    whose, where = OF_ENTRIES[page]
    client, place = sign_in(whose(contest)), where(contest)
    client.get(place)
    counts = []
    for size in (10, 90, 900):
        grow(contest, contest.judges[0], size)
        counts.append(asked(client, place, "Preliminary"))
    assert len(set(counts)) == 1 and counts[0] <= MOST, counts


@pytest.mark.parametrize(
    "place", [stage, lambda contest: f"{stage(contest)}/panel-members"], ids=["stage", "seats"]
)
def test_pages_of_judges(contest: Contest, sign_in: SignIn, place: Callable[[Contest], str]) -> None:
    client = sign_in(contest.officer)
    client.get(place(contest))
    counts = []
    for size in (10, 90, 900):
        add_members(contest, panels_of(contest.stage(ROUND))[0], size)
        counts.append(asked(client, place(contest), "Grown 0"))
    assert len(set(counts)) == 1 and counts[0] <= MOST, counts


def test_a_ballot_of_few_and_of_many(voting: Contest, sign_in: SignIn, session: Session) -> None:
    client, place = sign_in(voting.judges[0]), f"/ballots/{voting.stage(BALLOT).public_id}"
    client.get(place)
    many = asked(client, place, "Cast my vote")
    for row in entries_in(voting.stage(BALLOT))[1:]:
        session.delete(session.get_one(StageEntry, row.id))
    session.commit()
    assert len(service.votable(ballot_of(voting), voting.judges[0])) == 1
    assert asked(client, place, "Cast my vote") == many <= MOST
