"""How names are shown, sorted and compared.

Names are sorted by their reading, a Chinese one by its pinyin as a whole. One rule for what is written otherwise:
numbers come first, by their size; words in Latin letters and syllables of pinyin stand in one alphabet, whatever their
accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from app.people.surnames import OF_ONE, OF_TWO

LONGEST_KEY = 300
DIGITS = 8
"""Numbers are filled up with zeros to so many digits, so that an order of signs is one of numbers."""

_PART = re.compile(r"\d+|[㐀-鿿豈-﫿\U00020000-\U0003134f]+|[^\W\d_㐀-鿿豈-﫿\U00020000-\U0003134f]+")
_FILLED = re.compile(r"\b0+(?=\d)")


def clean(name: str) -> str:
    """One line without invisible characters, in one spelling; what was typed otherwise stays as it is."""
    seen = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", name))
    return " ".join("".join(char for char in seen if unicodedata.category(char)[0] != "C").split())


def sort_key(chinese: str, latin: str) -> str:
    """The key of an organisation: its Chinese name by pinyin, read as a whole, or else the other one."""
    return sort_key_of(_read(chinese or latin))


def sort_key_of_person(chinese: str, latin: str) -> str:
    """The key of a person, whose surname may be read otherwise than the same characters elsewhere."""
    surname, given = _surname_of(chinese)
    return sort_key_of(f"{surname} {_read(given)}" if surname else _read(chinese or latin))


def sort_key_of(reading: str) -> str:
    """The key of a reading that somebody has typed or that was worked out."""
    parts = (part.zfill(DIGITS) if part.isdecimal() else part for part in _parts(reading))
    return " ".join(parts)[:LONGEST_KEY]


def reading_of(key: str) -> str:
    """A key as people read it and correct it."""
    return _FILLED.sub("", key)


def _surname_of(chinese: str) -> tuple[str, str]:
    """The reading of the surname where it is a special one, and the rest of the name."""
    for length, known in ((2, OF_TWO), (1, OF_ONE)):
        if (surname := known.get(chinese[:length])) is not None:
            return surname, chinese[length:].strip()
    return "", chinese


@cache
def _read(name: str) -> str:
    """Words and numbers as they are, each run of Chinese characters by the dictionary of phrases."""
    from pypinyin import lazy_pinyin

    return " ".join(" ".join(lazy_pinyin(part)) if _is_chinese(part) else part for part in _parts(name))


def _parts(name: str) -> Iterator[str]:
    """Words, numbers and runs of Chinese characters, in one spelling and without accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return (match[0] for match in _PART.finditer(unicodedata.normalize("NFC", letters)))


def _is_chinese(part: str) -> bool:
    return unicodedata.name(part[0], "").startswith("CJK")
