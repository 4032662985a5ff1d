"""Names of organisations that are alike: a person is asked about them, nothing is decided by it."""

from __future__ import annotations

import unicodedata

LONGEST_KEY = 300
SHORTEST_STEM = {"zh": 3, "en": 5}
"""Of names that have fewer signs in common at their beginning nobody is asked."""

_FORMS_ZH = ("股份有限公司", "有限责任公司", "有限公司", "集团公司", "公司", "集团")
_FORMS_EN = (
    "incorporated",
    "corporation",
    "limited",
    "company",
    "holdings",
    "group",
    "gmbh",
    "corp",
    "sarl",
    "pte",
    "ltd",
    "llc",
    "plc",
    "inc",
    "bv",
    "nv",
    "co",
    "sa",
    "ag",
)


def likeness_key(name: str) -> str:
    """A name without case, width, white space and punctuation: two that agree in it are alike, no more."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(char for char in plain if char.isalnum())[:LONGEST_KEY]


def stem(key: str) -> str:
    """The key without what says of which legal form the organisation is."""
    for form in (*_FORMS_ZH, *_FORMS_EN):
        if key.endswith(form) and len(key) > len(form) + 2:
            return stem(key.removesuffix(form))
    return key
