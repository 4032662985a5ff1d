"""How names are shown and sorted."""

from __future__ import annotations

import unicodedata
from functools import cache

# Surnames whose everyday reading differs from the one in a name.
SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
}


def clean(name: str) -> str:
    """One line without invisible characters, in one spelling; what was typed otherwise stays as it is."""
    seen = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", name))
    return " ".join("".join(char for char in seen if unicodedata.category(char)[0] != "C").split())


def sort_key(chinese: str, latin: str) -> str:
    """A key that sorts Chinese by pinyin among Latin names; a person may correct it afterwards."""
    return (_pinyin(chinese) if chinese else latin.casefold().strip())[:300]


@cache
def _pinyin(chinese: str) -> str:
    from pypinyin import lazy_pinyin

    first = SURNAMES.get(chinese[0])
    syllables = ([first] if first else lazy_pinyin(chinese[0])) + lazy_pinyin(chinese[1:])
    return " ".join(syllables).casefold()
