"""Invents people, organisations, projects and answers: the same seed invents the same world."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.demo import texts
from app.demo import vocabulary as words
from app.entries.fields.answer_checks import is_shown
from app.entries.fields.field_kind import Story
from app.entries.fields.registry import KINDS
from app.programmes.rulebook import DirectionRules, Field

MOST_TRIES = 1000
MOST_TITLES = 1500  # of the 1,536 that the words can make


@dataclass(frozen=True, slots=True)
class Name:
    """In Chinese (may be empty abroad) and in Latin letters."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Title(Name):
    """Of a project, with the technique that it names."""

    method: Name


N = TypeVar("N", bound=Name)
AT_HOME = ("CN", "HK", "MO")


class FakeData:
    """One stream of chance for each topic, so that a change in one leaves the others as they were."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._names: set[str] = set()
        self._titles: set[str] = set()
        self._chinese: dict[str, str] = {}

    def chance(self, topic: str) -> random.Random:
        return random.Random(f"{self._seed}/{topic}")

    def organisation(self, topic: str, region: str) -> Name:
        chance = self.chance(f"organisation/{topic}")
        return self._fresh(chance, self._firm(region), self._names)

    def partner(self, topic: str, region: str, *, of: str) -> Name:
        """A firm that applies along with another: `of` is the other's English name. Its name stays free for others."""
        chance = self.chance(f"partner/{topic}")
        return self._fresh(chance, self._firm(region), {of})

    def person(self, topic: str, region: str) -> Name:
        chance = self.chance(f"person/{topic}")
        if region in AT_HOME:
            (surname_zh, surname), (given_zh, given) = (
                chance.choice(words.SURNAMES),
                chance.choice(words.GIVEN),
            )
            return Name(surname_zh + given_zh, f"{surname} {given}")
        return Name("", f"{chance.choice(words.ABROAD_GIVEN)} {chance.choice(words.ABROAD_SURNAMES)}")

    def project(self, topic: str) -> Title:
        """A title. The season of 2024 repeats none; when the words run out, later editions begin again."""
        if len(self._titles) == MOST_TITLES:
            self._titles.clear()
        title = self._fresh(self.chance(f"project/{topic}"), self._project, self._titles)
        self._chinese[title.en] = title.zh
        return title

    def in_chinese(self, title_en: str) -> str:
        """How the secretariat translates the title of a project from abroad."""
        return self._chinese[title_en]

    def _firm(self, region: str) -> Callable[[random.Random], Name]:
        return self._chinese_firm if region in AT_HOME else self._foreign_firm

    def _fresh(self, chance: random.Random, make: Callable[[random.Random], N], taken: set[str]) -> N:
        for _try in range(MOST_TRIES):
            name = make(chance)
            if name.en not in taken:
                taken.add(name.en)
                return name
        raise LookupError("the vocabulary is too small for so many names")

    def _chinese_firm(self, chance: random.Random) -> Name:
        first, second = chance.choice(words.FIRST), chance.choice(words.SECOND)
        business, form = chance.choice(words.BUSINESS), chance.choice(words.FORMS)
        return Name(
            f"{first[0]}{second[0]}{business[0]}{form[0]}", f"{first[1]}{second[1]} {business[1]} {form[1]}"
        )

    def _foreign_firm(self, chance: random.Random) -> Name:
        parts = (words.ABROAD_FIRST, words.ABROAD_SECOND, words.ABROAD_FORMS)
        number = chance.randrange(2, 60)
        first, second, form = (chance.choice(part) for part in parts)
        return Name("", f"{first} {second} {number} {form}")

    def _project(self, chance: random.Random) -> Title:
        context, method, aim = (chance.choice(x) for x in (words.CONTEXTS, words.METHODS, words.AIMS))
        zh, en = f"{context[0]}的{method[0]}{aim[0]}", f"{method[1].capitalize()} {context[1]}: {aim[1]}"
        return Title(zh, en, Name(*method))


def answers(direction: DirectionRules, facts: dict[str, str], chance: random.Random) -> dict[str, Any]:
    """A whole form, filled in by its own rules; `facts` are the answers that are known beforehand."""
    given: dict[str, Any] = {}
    for field in direction.form:
        if not is_shown(field, given):
            continue
        story = _story({**facts, **given}, chance)
        value = facts[field.code] if field.code in facts else KINDS[field.kind].made_up(field, story)
        if value not in ("", []):
            given[field.code] = value
    return given


def _story(facts: Mapping[str, Any], chance: random.Random) -> Story:
    def sentences(field: Field, chinese: bool) -> list[str]:
        return (
            _honours(facts, chance, chinese) if field.code == "honours" else _sentences(field, facts, chinese)
        )

    return Story(facts, chance, sentences)


def _sentences(field: Field, facts: Mapping[str, Any], chinese: bool) -> list[str]:
    """The same facts in every field and in both languages."""
    stem = field.code.removesuffix("_zh").removesuffix("_en")
    usual = texts.OF_A_FIRM if "employees" in facts else texts.DEFAULT
    return [pair[0 if chinese else 1].format_map(facts) for pair in texts.SENTENCES.get(stem, usual)]


def _honours(facts: Mapping[str, Any], chance: random.Random, chinese: bool) -> list[str]:
    """A prize, or two in different years, none before the firm was founded."""
    founded = int(str(facts.get("founded_on", "2018"))[:4])
    years = range(max(founded, 2018), max(founded + 1, 2024))
    chosen = sorted(chance.sample(years, k=min(len(years), chance.randint(1, 2))))
    return [_honour(year, chance, chinese) for year in chosen]


def _honour(year: int, chance: random.Random, chinese: bool) -> str:
    prize = chance.choice(words.HONOURS)
    if chinese:
        return f"{year}年：{chance.choice(words.FIRST)[0]}{prize[0]}。"
    return f"{year}: {chance.choice(words.ABROAD_FIRST)} {prize[1]}."
