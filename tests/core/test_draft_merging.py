"""Two people in one form: whose text of each field is newer, and when they have to be asked."""

from __future__ import annotations

from itertools import product

import pytest

from app.core.draft_merging import Opened, fingerprint, merge

pytestmark = pytest.mark.sqlite_only

THEN = {"title": "Then", "team": [{"name": "A"}], "score": 80}


def opened(*, choices: dict[str, str] | None = None) -> Opened:
    return Opened(3, {name: fingerprint(value) for name, value in THEN.items()}, choices or {})


def test_what_nobody_changed_stands() -> None:
    assert merge(THEN, THEN, opened()).values == THEN


def test_each_keeps_what_they_alone_have_changed() -> None:
    merged = merge({**THEN, "title": "Mine"}, {**THEN, "score": None}, opened())
    assert merged.values == {**THEN, "title": "Mine", "score": None}
    assert (merged.taken, merged.disputed) == ({"score"}, frozenset())


def test_what_both_changed_alike_is_no_dispute() -> None:
    merged = merge({**THEN, "title": "Same"}, {**THEN, "title": "Same"}, opened())
    assert merged.values["title"] == "Same" and not merged.disputed


def test_what_both_changed_differently_stands_until_somebody_chooses() -> None:
    mine, theirs = {**THEN, "title": "Mine"}, {**THEN, "title": "Theirs"}
    merged = merge(mine, theirs, opened())
    assert merged.values["title"] == "Theirs" and merged.disputed == {"title"}
    for choice, kept in {f"mine {fingerprint('Theirs')}": "Mine", "theirs": "Theirs"}.items():
        settled = merge(mine, theirs, opened(choices={"title": choice}))
        assert settled.values["title"] == kept and not settled.disputed


@pytest.mark.parametrize("choice", [f"mine {fingerprint('Seen before')}", "mine", "mine ", "nonsense", ""])
def test_a_choice_against_something_else_settles_nothing(choice: str) -> None:
    merged = merge({**THEN, "title": "Mine"}, {**THEN, "title": "Theirs"}, opened(choices={"title": choice}))
    assert merged.disputed == {"title"}


def test_without_knowing_how_it_was_opened_every_difference_is_asked_about() -> None:
    merged = merge({**THEN, "title": "Mine"}, THEN, Opened(1))
    assert merged.disputed == {"title"} and merged.values == THEN


def test_what_was_not_sent_stands() -> None:
    assert merge({"title": "Mine"}, THEN, opened()).values == {**THEN, "title": "Mine"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("a\r\nb", "a\nb"), (" a ", "a"), ("", None), ([], ""), ([{"n": "a"}], [{"n": " a\r\n"}])],
)
def test_what_a_browser_makes_of_a_text_is_the_same_text(one: object, other: object) -> None:
    assert fingerprint(one) == fingerprint(other)


def test_different_answers_have_different_fingerprints() -> None:
    values = ["", "a", "A", "0", 0, 80, "80", [{"n": "a"}], [{"n": "b"}], ["a"]]
    prints = [fingerprint(value) for value in values]
    assert len(set(prints)) == len(values)


def test_no_text_is_lost_whatever_three_states_a_field_was_in() -> None:
    """Of three texts in all combinations: mine is kept, or it stood before, or somebody is asked."""
    for then, mine, theirs in product("abc", repeat=3):
        merged = merge({"x": mine}, {"x": theirs}, Opened(1, {"x": fingerprint(then)}))
        kept = merged.values["x"]
        assert mine in (kept, then) or merged.disputed
        assert theirs in (kept, then) or merged.disputed
