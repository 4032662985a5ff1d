"""How long a text is: characters for Chinese, words for English."""

from __future__ import annotations

import pytest

from app.programmes.rulebook import Length, count_chinese, count_words, length_of


@pytest.mark.parametrize(
    ("text", "characters"),
    [("", 0), ("互联网", 3), ("互联网，AI+。", 8), (" 互 联\n网　", 3), ("e\u0301", 1), ("𠮷", 1)],
)
def test_characters_are_counted_without_white_space(text: str, characters: int) -> None:
    assert count_chinese(text) == characters


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two", 2),
        ("a well-known judge's pick", 4),
        ("3.14 and 1,048", 3),
        ("either/or — both…", 3),
        ("naïve café", 2),
        ("5G 网络", 3),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_text_without_spaces_is_no_way_around_a_limit_in_words() -> None:
    assert count_words("人工智能" * 100) == 400


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("人工智能改变生活", Length(8, 10, "characters")),
        ("人工智能（AI）改变生活", Length(12, 10, "characters")),
        ("Artificial intelligence changes the lives of people", Length(7, 8, "words")),
        ("", Length(0, 8, "words")),
    ],
)
def test_where_both_limits_stand_the_language_of_the_text_decides(text: str, length: Length) -> None:
    measured = length_of(text, max_chars=10, max_words=8)
    assert measured == length
    assert length.fits == (length.count <= length.limit)


def test_one_limit_alone_always_holds() -> None:
    assert length_of("人工智能", max_chars=None, max_words=3) == Length(4, 3, "words")
    assert length_of("two words", max_chars=3, max_words=None) == Length(8, 3, "characters")
    assert length_of("free", max_chars=None, max_words=None) is None


@pytest.mark.parametrize("text", ["a" * 73, "a " + " " * 71 + "b"])
def test_a_text_that_hides_its_size_is_measured_in_signs(text: str) -> None:
    measured = length_of(text, max_chars=None, max_words=3)
    assert measured == Length(len(text), 72, "signs")
    assert not measured.fits
    assert length_of("字" + " " * 6, max_chars=3, max_words=None) == Length(7, 6, "signs")
    assert length_of("字字字", max_chars=3, max_words=None) == Length(3, 3, "characters")
