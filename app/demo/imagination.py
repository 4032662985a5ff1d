"""Invents people, organisations, projects and answers: the same seed invents the same world."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.demo import words
from app.programmes.rulebook import Direction, Field

MOST_TRIES = 1000
MOST_TITLES = 1500  # of the 1,536 that the words can make


@dataclass(frozen=True, slots=True)
class Name:
    """In Chinese (may be empty abroad) and in Latin letters."""

    zh: str
    en: str


class Imagination:
    """One stream of chance for each topic, so that a change in one leaves the others as they were."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._names: set[str] = set()
        self._titles: set[str] = set()

    def chance(self, topic: str) -> random.Random:
        return random.Random(f"{self._seed}/{topic}")

    def organisation(self, topic: str, region: str) -> Name:
        chance = self.chance(f"organisation/{topic}")
        make = self._chinese_firm if region in ("CN", "HK", "MO") else self._foreign_firm
        return self._fresh(chance, make, self._names)

    def person(self, topic: str, region: str) -> Name:
        chance = self.chance(f"person/{topic}")
        if region in ("CN", "HK", "MO"):
            (surname_zh, surname), (given_zh, given) = chance.choice(words.SURNAMES), chance.choice(words.GIVEN)
            return Name(surname_zh + given_zh, f"{surname} {given}")
        return Name("", f"{chance.choice(words.ABROAD_GIVEN)} {chance.choice(words.ABROAD_SURNAMES)}")

    def project(self, topic: str) -> Name:
        """A title. The season of 2024 repeats none; when the words run out, later editions begin again."""
        if len(self._titles) == MOST_TITLES:
            self._titles.clear()
        return self._fresh(self.chance(f"project/{topic}"), self._project, self._titles)

    def _fresh(self, chance: random.Random, make: Any, taken: set[str]) -> Name:
        for _try in range(MOST_TRIES):
            name: Name = make(chance)
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

    def _project(self, chance: random.Random) -> Name:
        context, method, aim = (chance.choice(x) for x in (words.CONTEXTS, words.METHODS, words.AIMS))
        return Name(f"{context[0]}的{method[0]}{aim[0]}", f"{method[1].capitalize()} {context[1]}: {aim[1]}")


def answers(direction: Direction, facts: dict[str, str], chance: random.Random) -> dict[str, Any]:
    """A whole form, filled in by its own rules; `facts` are the answers that are known beforehand."""
    given: dict[str, Any] = {}
    for field in direction.form:
        if field.kind == "file":
            continue
        if field.shown_when and str(given.get(field.shown_when.field)) not in field.shown_when.values:
            continue
        value = facts[field.code] if field.code in facts else _answer(field, facts, chance)
        if value not in ("", []):
            given[field.code] = value
    return given


def _answer(field: Field, facts: dict[str, str], chance: random.Random) -> Any:
    if field.kind in ("text", "long_text"):
        return _words(field, facts, chance)
    if field.kind == "number":
        return _number(field, chance)
    if field.kind == "people":
        return [_contributor(facts)]
    return {
        "date": lambda: _date(field, chance),
        "choice": lambda: chance.choice([option.code for option in field.options if option.code != "other"]),
        "yes_no": lambda: chance.choice(("yes", "no")),
        "link": lambda: "https://demo.example/project",
        "region": lambda: facts["region"],
    }[field.kind]()


def _number(field: Field, chance: random.Random) -> str:
    low = (field.minimum or 0) // 100
    high = min((field.maximum or 50_000) // 100, low + 60)
    return str(chance.randint(low + (low == 0), high))


def _date(field: Field, chance: random.Random) -> str:
    latest = field.latest.year - 1 if field.latest else 2023
    earliest = max(field.earliest.year if field.earliest else 2008, latest - 12)
    return f"{chance.randint(min(earliest, latest), latest)}-{chance.randint(1, 12):02d}-15"


def _contributor(facts: dict[str, str]) -> dict[str, str]:
    return {"name_zh": facts["person_zh"], "name_latin": facts["person_latin"], "post": ""}


def _words(field: Field, facts: dict[str, str], chance: random.Random) -> str:
    chinese = field.language == "zh" or (field.language == "any" and bool(facts["person_zh"]))
    if chinese and field.language == "zh" and not facts["person_zh"]:
        return ""
    if field.kind == "text":
        return facts["person_zh"] if chinese else facts["person_latin"].split()[0]
    parts = _sentences(chinese, facts, chance)
    limit = (field.max_chars or 200) if chinese else (field.max_words or 120)
    text = ""
    for part in parts:
        if (len(text + part) if chinese else len(f"{text} {part}".split())) > limit:
            break
        text = text + part if chinese else f"{text} {part}".strip()
    return text


def _sentences(chinese: bool, facts: dict[str, str], chance: random.Random) -> Sequence[str]:
    sites, share = chance.randint(3, 90), chance.randint(8, 45)
    method = chance.choice(words.METHODS)
    if chinese:
        return (
            f"本项目为{facts['title_zh']}。", f"核心技术采用{method[0]}。",
            f"目前已在{sites}个地点试用，处理时间缩短{share}%。", "成果由第三方复核，数据和方法对合作方公开。",
            "下一步将扩大使用范围，并公布评测结果。",
        )  # fmt: skip
    return (
        f"This project is {facts['title_en']}.", f"At its core stands {method[1]}.",
        f"It is in trial use at {sites} sites and has cut the time needed by {share} per cent.",
        "The results were checked by a third party; data and methods are open to partners.",
        "Next it will be used more widely, with published evaluations.",
    )  # fmt: skip
