"""Which step is at hand, and in what words; of buttons one leads, and each says which direction it is for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.core.db import db, transaction
from app.entries.models import Candidacy, Eligibility, Entry, EntryState
from app.people.models import Person
from app.programmes.models import Edition
from tests.client import Client
from tests.counting import counted
from tests.factories import make_approver, make_auditor, make_edition, make_officer, make_organisation
from tests.results.conftest import Contest
from tests.time import Clock

SignIn = Callable[[Person], Client]
BUTTON = re.compile(r'<a class="btn( btn-primary)?" href="(/stages/\w+)">([^<]*)</a>')


def buttons(client: Client, edition: Edition) -> list[tuple[bool, str]]:
    """Whether each is the main one, and what it says."""
    page = client.get(f"/programmes/{edition.programme.slug}/{edition.year}/results").text
    return [(bool(kind), words) for kind, _address, words in BUTTON.findall(page)]


def test_one_button_leads_and_each_names_its_direction(sign_in: SignIn, clock: Clock) -> None:
    edition = make_edition("outstanding-contribution-2024")
    clock.set(edition.closes_at)
    assert buttons(sign_in(make_officer(edition)), edition) == [
        (True, "Prepare it: Individuals"),
        (False, "Prepare it: Enterprises"),
    ]


def test_a_single_direction_needs_no_name(sign_in: SignIn, clock: Clock) -> None:
    edition = make_edition("cross-border-ecommerce-2024")
    clock.set(edition.closes_at)
    assert buttons(sign_in(make_officer(edition)), edition) == [(True, "Prepare it")]


@pytest.mark.parametrize("make", [make_approver, make_auditor])
def test_whoever_prepares_nothing_is_led_to_look(
    sign_in: SignIn, clock: Clock, make: Callable[[Edition], Person]
) -> None:
    edition = make_edition("cross-border-ecommerce-2024")
    clock.set(edition.closes_at)
    assert buttons(sign_in(make(edition)), edition) == [(True, "Look at the stage")]


STEP = re.compile(r'<li class="step( step-done)?"( aria-current="step")?>\s*(?:<a [^>]*>)?([^<]*)')
SCREENING, REVIEW = "Screening", "Expert review"


def steps(page: str) -> dict[str, str]:
    """Each step of the page as it is drawn."""
    drawn = STEP.findall(page)
    return {label.strip(): "done" if done else "at hand" if here else "ahead" for done, here, label in drawn}


def look(client: Client, edition: Edition) -> str:
    return client.get(f"/programmes/{edition.programme.slug}/{edition.year}/results?lang=en").text


def hand_in(edition: Edition, *states: Eligibility) -> None:
    """One candidacy in each of these states."""
    officer = make_officer(edition)
    with transaction():
        for number, state in enumerate(states):
            entry = Entry(
                edition=edition,
                direction=edition.directions[0],
                organisation=make_organisation(),
                draft={},
                tracks_draft=[],
                number=f"X-{state}-{number}",
                country_region="CN",
                created_by_id=officer.id,
                created_at=edition.opens_at,
                saved_at=edition.opens_at,
                submitted_at=edition.opens_at,
                state=EntryState.SUBMITTED,
            )
            decided = (
                {"screened_at": edition.opens_at, "screened_by_id": officer.id} if state != "pending" else {}
            )
            returned = (
                {"reason": "A page is missing.", "answer_by": edition.closes_at}
                if state == "returned"
                else {}
            )
            db.session.add(
                Candidacy(
                    entry=entry, track=edition.tracks[0], slot=1, eligibility=state, **decided, **returned
                )
            )


@pytest.mark.parametrize(
    ("states", "closed", "drawn", "words"),
    [
        ([], False, "at hand", "“Screening” has not begun: applications close at "),
        (["pending"], False, "at hand", "“Screening” has not begun: applications close at "),
        (["eligible"], False, "at hand", "“Screening” is under way: what was submitted is decided"),
        (
            ["pending", "eligible", "returned"],
            True,
            "at hand",
            "“Screening” is under way: 2 candidacies are not decided.",
        ),
        (["eligible"], True, "done", "“Expert review” has not begun."),
    ],
)
def test_screening_is_done_when_nothing_waits_and_the_window_is_closed(
    sign_in: SignIn, clock: Clock, states: list[str], closed: bool, drawn: str, words: str
) -> None:
    edition = make_edition("cross-border-ecommerce-2024")
    clock.set(edition.closes_at if closed else edition.opens_at)
    hand_in(edition, *map(Eligibility, states))
    page = look(sign_in(make_officer(edition)), edition)
    assert words in page
    assert steps(page)[SCREENING] == drawn
    assert steps(page)[REVIEW] == ("at hand" if drawn == "done" else "ahead")
    assert ("Go to the screening" in page) == (drawn != "done")


def test_prizes_are_not_at_hand_before_the_rankings_are(sign_in: SignIn, first_round: Contest) -> None:
    page = look(sign_in(first_round.officer), first_round.edition)
    assert steps(page)["Draw up"] == "ahead" and "comes first." in page


def test_and_are_once_every_stage_is_ranked(sign_in: SignIn, contest: Contest) -> None:
    page = look(sign_in(contest.officer), contest.edition)
    assert steps(page)["Draw up"] == "at hand"


def test_the_page_asks_as_often_for_many_entries_as_for_none(sign_in: SignIn, clock: Clock) -> None:
    edition = make_edition("cross-border-ecommerce-2024")
    clock.set(edition.closes_at)
    browser, counts = sign_in(make_officer(edition)), []
    for states in ([], [Eligibility.PENDING] * 5):
        hand_in(edition, *states)
        look(browser, edition)
        with counted() as shown:
            look(browser, edition)
        counts.append(len(shown))
    assert counts[0] == counts[1]


def test_it_asks_a_fixed_number_of_questions_of_a_list_on_its_way(sign_in: SignIn, contest: Contest) -> None:
    browser = sign_in(contest.officer)
    contest.approved()
    look(browser, contest.edition)
    with counted() as shown:
        look(browser, contest.edition)
    assert len(shown) <= 32
