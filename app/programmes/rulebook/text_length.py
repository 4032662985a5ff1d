"""How long a text is: characters for Chinese, words for English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

CHINESE = re.compile(r"[㐀-鿿豈-﫿]")
WORD = re.compile(r"[㐀-鿿豈-﫿]|[^\W㐀-鿿豈-﫿]+(?:['’.,\-][^\W㐀-鿿豈-﫿]+)*")


def count_chinese(text: str) -> int:
    """Characters of a Chinese text: every sign counts one, white space none."""
    return sum(not sign.isspace() for sign in unicodedata.normalize("NFC", text))


def count_words(text: str) -> int:
    """Words of an English text: "well-known", "don't" and "3.14" are one word, so is a Chinese character."""
    return len(WORD.findall(unicodedata.normalize("NFC", text)))


SIGNS_A_CHARACTER = 2
SIGNS_A_WORD = 24


@dataclass(frozen=True, slots=True)
class Length:
    """`signs` counts everything, white space too: the unit of a text that hides its size from the other two."""

    count: int
    limit: int
    unit: Literal["characters", "words", "signs"]

    @property
    def fits(self) -> bool:
        return self.count <= self.limit


def length_of(text: str, *, max_chars: int | None, max_words: int | None) -> Length | None:
    """Measured in characters or in words; where both have a limit, by the language most of the text is in."""
    if max_words is None or (max_chars is not None and is_mostly_chinese(text)):
        return None if max_chars is None else _characters(text, max_chars)
    return _words(text, max_words)


def _characters(text: str, limit: int) -> Length:
    measured = Length(count_chinese(text), limit, "characters")
    return _or_signs(measured, text, limit * SIGNS_A_CHARACTER)


def _words(text: str, limit: int) -> Length:
    return _or_signs(Length(count_words(text), limit, "words"), text, limit * SIGNS_A_WORD)


def _or_signs(measured: Length, text: str, most: int) -> Length:
    return Length(len(text), most, "signs") if measured.fits and len(text) > most else measured


def is_mostly_chinese(text: str) -> bool:
    chinese = len(CHINESE.findall(text))
    return 2 * chinese > count_words(text)
