"""What decided a result is locked from the first sheet or ballot; a correction changes it, and never a promise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core.verdict import Verdict
from app.programmes.proposals.allowed_changes import is_allowed_change
from tests.factories import book_of

Change = Callable[[dict[str, Any]], None]
SCORED, VOTED = "straight-to-wuzhen-2024", "leading-technology-2024"


def direction(book: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = book["directions"][0]
    return found


def last(book: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = direction(book)["stages"][-1]
    return found


def becoming(name: str, change: Change, *, start: Change = lambda book: None, **more: Any) -> Verdict:
    """The verdict once every judged stage of the book has begun."""
    old = book_of(name, start)
    begun = {
        (own.code, stage.code) for own in old.directions for stage in own.stages if stage.kind != "screening"
    }

    def both(book: dict[str, Any]) -> None:
        start(book)
        change(book)

    return is_allowed_change(old, book_of(name, both), begun, **more)


CORRECTABLE: dict[str, tuple[str, Change]] = {
    "majority": (VOTED, lambda book: last(book)["ballot"].update(majority=[1, 2])),
    "quorum": (VOTED, lambda book: last(book)["ballot"].update(quorum=[1, 2])),
    "order after approval": (VOTED, lambda book: last(book)["ballot"].update(order_then=None)),
    "places": (SCORED, lambda book: direction(book)["prizes"][0].update(places=3)),
    "places of all tracks": (VOTED, lambda book: direction(book)["prizes"][0].update(places=30)),
    "minimum score": (SCORED, lambda book: direction(book)["prizes"][-1].update(minimum_score="1")),
    "a prize less": (SCORED, lambda book: book.update(examples=[]) or direction(book)["prizes"].pop()),
    "tie-breaks": (SCORED, lambda book: direction(book)["tie_breaks"].pop(0)),
    "averaging": (SCORED, lambda book: last(book)["averaging"].update(minimum_scores=4)),
    "who goes on": (SCORED, lambda book: direction(book)["stages"][1]["advance"].update(places=3)),
    "weights": (SCORED, lambda book: swap_weights(last(book)["rubric"])),
}
FIXED: dict[str, tuple[str, Change]] = {
    "marks": (VOTED, lambda book: last(book)["ballot"].update(marks_limit=3)),
    "committee": (VOTED, lambda book: last(book)["committee"].update(size=3)),
    "scale": (SCORED, lambda book: [each.update(maximum="200") for each in last(book)["rubric"]]),
    "a criterion's name": (SCORED, lambda book: last(book)["rubric"][0]["name"].update(en="Another")),
    "judges an entry": (SCORED, lambda book: direction(book)["stages"][1].update(reads=9)),
    "notice": (SCORED, lambda book: book.update(notice={"of": "winners", "working_days": 9})),
    "objections": (SCORED, lambda book: book.update(objections={"working_days": 1})),
    "a condition": (
        SCORED,
        lambda book: direction(book)["checklists"][0]["basic"][0]["text"].update(en="Other"),
    ),
}
FREE: dict[str, tuple[str, Change]] = {
    "a stage's name": (SCORED, lambda book: last(book)["name"].update(en="The end")),
    "a stage's window": (SCORED, lambda book: last(book).update(window=None)),
    "a prize's name": (SCORED, lambda book: direction(book)["prizes"][0]["name"].update(en="Highest Prize")),
    "the summary": (SCORED, lambda book: book["summary"].update(en="In other words.")),
}
REVEALING: dict[str, tuple[Change, Change]] = {
    "scores": (lambda book: book.update(publish_scores=False), lambda book: book.update(publish_scores=True)),
    "ranks": (
        lambda book: book.update(publication_order="alphabetical"),
        lambda book: book.update(publication_order="rank"),
    ),
    "vacant places": (
        lambda book: direction(book)["prizes"][0].update(shows_vacancies=False),
        lambda book: direction(book)["prizes"][0].update(shows_vacancies=True),
    ),
}


def swap_weights(rubric: list[dict[str, Any]]) -> None:
    rubric[0]["weight"], rubric[1]["weight"] = rubric[1]["weight"], rubric[0]["weight"]


@pytest.mark.parametrize("key", CORRECTABLE)
def test_what_decides_is_changed_by_a_correction_alone(key: str) -> None:
    name, change = CORRECTABLE[key]
    verdict = becoming(name, change)
    assert not verdict and "only a correction" in verdict.reason
    assert becoming(name, change, in_correction=True)


@pytest.mark.parametrize("key", FIXED)
def test_what_people_judged_under_is_changed_by_nothing(key: str) -> None:
    name, change = FIXED[key]
    for in_correction in (False, True):
        verdict = becoming(name, change, in_correction=in_correction)
        assert not verdict and "cannot be changed any more" in verdict.reason


@pytest.mark.parametrize("key", FREE)
def test_words_and_dates_stay_free(key: str) -> None:
    assert becoming(*FREE[key])


@pytest.mark.parametrize("key", REVEALING)
def test_a_correction_never_turns_on_what_was_promised_secret(key: str) -> None:
    secret, revealed = REVEALING[key]
    for in_correction in (False, True):
        verdict = becoming(SCORED, revealed, start=secret, in_correction=in_correction)
        assert not verdict and "even in a correction" in verdict.reason
    assert becoming(SCORED, secret, start=revealed, in_correction=True)


def test_nothing_is_corrected_in_a_stage_that_entries_have_gone_on_from() -> None:
    name, change = CORRECTABLE["who goes on"]
    old = book_of(name).directions[0].code
    verdict = becoming(name, change, in_correction=True, settled={(old, "preliminary")})
    assert not verdict and "Entries have gone on" in verdict.reason


@pytest.mark.parametrize("key", [*CORRECTABLE, *FIXED])
def test_before_the_first_sheet_or_ballot_all_of_it_is_free(key: str) -> None:
    name, change = (CORRECTABLE | FIXED)[key]
    assert is_allowed_change(book_of(name), book_of(name, change), ())


def test_the_first_sheet_of_a_stage_locks_its_own_keys_and_those_of_the_whole() -> None:
    begun = {("projects", "preliminary")}

    def verdict(change: Change) -> Verdict:
        return is_allowed_change(book_of(SCORED), book_of(SCORED, change), begun)

    assert verdict(CORRECTABLE["averaging"][1]), "nobody has scored in the final yet"
    assert not verdict(CORRECTABLE["who goes on"][1]) and not verdict(CORRECTABLE["places"][1])
