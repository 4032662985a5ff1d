"""A key of a rule-book is carried out, or says on the page that it only informs, or is refused."""

from __future__ import annotations

from typing import Annotated

import pytest

from app.programmes.rulebook import StageRules
from app.programmes.rulebook.part import INFORMATION, Information, NotYet, Part
from config import ROOT
from tests.architecture.keys import (
    PAGE,
    Key,
    attributes_in,
    is_read,
    is_read_where_listed,
    keys,
    listed,
    names_for,
    readers,
)
from tests.architecture.tree import nothing_in


def test_every_key_is_read_by_what_carries_it_out() -> None:
    nothing_in(key for key in keys() if key.mark is None and not is_read(key))


def test_every_key_that_only_informs_is_on_the_page() -> None:
    shown = frozenset[str]().union(*(attributes_in(path) for path in sorted((ROOT / PAGE).glob("*.py"))))
    informing = [key for key in keys() if isinstance(key.mark, Information)]
    assert informing
    nothing_in(key for key in informing if names_for(key).isdisjoint(shown))


def test_no_key_that_is_refused_has_a_reader() -> None:
    """Whoever builds the feature takes the mark away with it."""
    refused = [key for key in keys() if isinstance(key.mark, NotYet)]
    assert refused
    nothing_in(
        key for key in refused for path in readers() if key.name in attributes_in(path) and is_read(key)
    )


def test_the_list_of_readers_is_true_and_names_nothing_else() -> None:
    known = {str(key): key for key in keys()}
    nothing_in(name for name in listed() if name not in known or not is_read_where_listed(known[name]))


@pytest.fixture
def dead() -> Key:
    class Promise(StageRules):
        free_lunch: bool = False

    return Key(Promise, "free_lunch", None)


def test_a_key_that_nothing_reads_is_found(dead: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.architecture.keys.names_for", lambda key: {key.name})
    assert not is_read(dead)
    assert is_read(Key(StageRules, "rubric", None)) and not is_read(Key(StageRules, "gap", None))


def test_a_mark_refuses_every_value_but_the_default() -> None:
    class Marked(Part):
        later: Annotated[int, NotYet("later.")] = 0
        stated: Annotated[int, INFORMATION] = 0

    assert Marked(stated=3).stated == 3
    with pytest.raises(ValueError, match="later"):
        Marked(later=3)
