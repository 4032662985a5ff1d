"""To whoever has a conflict of interest every page of results reads as if the entry had never been."""

from __future__ import annotations

import pytest
from flask import Flask

from app.entries.models import Entry
from app.people.models import Person
from tests.factories import keep
from tests.forgetting import assert_unseen
from tests.judging.conftest import SignIn, declare
from tests.results.conftest import Contest

READERS = ("officer", "approver", "auditor")
BEST, LAST = "digital project 1", "connected project 5"


def reader_of(contest: Contest, who: str, hidden: Entry) -> Person:
    person: Person = getattr(contest, who)
    declare(person, hidden)
    person.employer_id = contest.entry(LAST).organisation_id
    return keep(person)


def starts(contest: Contest) -> list[str]:
    edition = f"/programmes/straight-to-wuzhen/{contest.edition.year}"
    return ["/desk", f"{edition}/results", f"{edition}/judging"]


@pytest.mark.parametrize("who", READERS)
def test_a_final_that_is_ranked(app: Flask, contest: Contest, sign_in: SignIn, who: str) -> None:
    hidden = contest.entry(BEST)
    rankings = [f"/rankings/{contest.ranking(code).public_id}" for code in ("preliminary", "final")]
    files = [f"{place}.csv" for place in rankings]
    assert_unseen(
        app, hidden, reader_of(contest, who, hidden), sign_in, [*starts(contest), *rankings, *files]
    )


@pytest.mark.parametrize("who", READERS)
def test_a_list_that_is_approved(app: Flask, contest: Contest, sign_in: SignIn, who: str) -> None:
    """With a place that stays vacant, and the confirmation of its publication."""
    place = f"/prize-lists/{contest.approved().public_id}"
    hidden = contest.entry(BEST)
    assert_unseen(
        app, hidden, reader_of(contest, who, hidden), sign_in, [*starts(contest), place, f"{place}/publish"]
    )


def test_a_tie_that_is_open(app: Flask, first_round: Contest, sign_in: SignIn) -> None:
    """One of the tied is hidden; how many ties there are is not said."""
    ranking = first_round.rank("preliminary")
    hidden = first_round.entry("connected project 2")
    onward = f"/rankings/{ranking.public_id}/advance"
    assert_unseen(
        app, hidden, reader_of(first_round, "officer", hidden), sign_in, [*starts(first_round), onward]
    )
