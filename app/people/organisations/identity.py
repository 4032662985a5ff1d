"""Organisations are recognised by a registration code. Names are only found to be alike, and a person is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from app.core.regions import MAINLAND
from app.core.verdict import YES, Verdict, _, need

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
_SIGNS = re.compile(r"[A-Z0-9]{2,40}")


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


def normal_code(code: str) -> str:
    """One spelling of a registration code; in print it may be spaced and hyphenated."""
    return re.sub(r"[\s./·-]+", "", unicodedata.normalize("NFKC", code)).upper()


def is_code(code: str, country_region: str) -> Verdict:
    """Whether a normal code can be one of that country or region; on the mainland its check sign must agree."""
    if not code:
        return YES
    if country_region == MAINLAND:
        return need(
            _is_unified_code(code), _("This is not a unified social credit code: check its 18 characters.")
        )
    return need(_SIGNS.fullmatch(code), _("A registration number has 2 to 40 letters and digits."))


def _is_unified_code(code: str) -> bool:
    from stdnum.cn import uscc

    return bool(uscc.is_valid(code))


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of an organisation that somebody names."""

    name_zh: str
    name_en: str
    country_region: str
    registration_code: str = ""

    @property
    def keys(self) -> dict[str, str]:
        """The keys of the names that there are, by language."""
        names = {"zh": self.name_zh, "en": self.name_en}
        return {language: key for language, name in names.items() if (key := likeness_key(name))}


@dataclass(frozen=True, slots=True)
class Alike:
    """An organisation of the register that may be the one that is meant."""

    public_id: str
    name: str
    same_code: bool
    same_name: bool
    """In the same country or region, and not both have a code that tells them apart."""


def is_another(found: Collection[Alike], told_apart: Collection[str]) -> dict[str, Verdict]:
    """What keeps an organisation from being written down as a new one; `told_apart`: said to be others."""
    for each in found:
        if each.same_code:
            words = _("“%(name)s” is registered under this code. Choose it.")
            return {"registration_code": need(False, words, name=each.name)}
    for each in found:
        if each.same_name and each.public_id in told_apart:
            words = _(
                "“%(name)s” has the same name. Give the registration code that tells yours apart, or choose it."
            )
            return {"registration_code": need(False, words, name=each.name)}
    if all(each.public_id in told_apart for each in found):
        return {}
    return {"organisation": need(False, _("The register knows a name like this. Say which one is meant."))}
