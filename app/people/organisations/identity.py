"""Whether an organisation is another than those of the register: by its code, else a person is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.core.verdict import Verdict, _, need
from app.people.organisations.name_likeness import likeness_key


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
