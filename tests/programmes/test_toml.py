"""The file that an officer downloads is the rule-book that it was written from."""

from __future__ import annotations

from typing import Any

import pytest

from app.programmes.rulebook import load_rulebook, shipped_books
from app.programmes.rulebook.toml import as_toml
from tests.factories import book_of


@pytest.mark.parametrize("name", list(shipped_books()))
def test_it_loads_as_the_same_book(name: str) -> None:
    book = book_of(name)
    assert load_rulebook(as_toml(book).encode()) == book


@pytest.mark.parametrize("words", ['"', "\\", "'''", "\u2028", "\x7f", "#", "=", "𠮷", "a\tb", "[x]", "“”"])
def test_any_words_survive(words: str) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["summary"] = {"zh": f"一{words}二", "en": f"a{words}b"}

    book = book_of("practice-cases-2024", change)
    assert load_rulebook(as_toml(book).encode()).summary == book.summary


def test_instants_stand_in_beijing_time() -> None:
    written = as_toml(book_of("outstanding-contribution-2024"))
    assert "closes = 2024-10-10T17:00:00+08:00" in written
    assert "opens = 2024-09-11T00:00:00+08:00" in written
