"""The address for objections: a key of the rule-book that leaves the text of books without it as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from app.programmes.rulebook import canonical_json, difference, from_canonical
from app.programmes.rulebook.toml import as_toml
from tests.factories import book_of


def with_contact(book: dict[str, Any], address: str = "objections@wic.example") -> None:
    book["objections"]["contact"] = address


def test_a_book_without_an_address_keeps_its_text() -> None:
    text = canonical_json(book_of("straight-to-wuzhen-2024"))
    assert json.loads(text)["objections"] == {"working_days": 5}


def test_an_address_stands_in_the_text_and_comes_back() -> None:
    book = book_of("straight-to-wuzhen-2024", with_contact)
    assert json.loads(canonical_json(book))["objections"]["contact"] == "objections@wic.example"
    assert from_canonical(canonical_json(book)) == book
    assert 'contact = "objections@wic.example"' in as_toml(book)


def test_an_address_that_is_added_is_a_difference() -> None:
    (change,) = difference(
        book_of("straight-to-wuzhen-2024"), book_of("straight-to-wuzhen-2024", with_contact)
    )
    assert (change.key, change.before, change.after) == ("objections.contact", None, "objections@wic.example")


@pytest.mark.parametrize("address", ["", "nobody", "a b@c.example", "<a@b.example>"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        book_of("straight-to-wuzhen-2024", lambda book: with_contact(book, address))
