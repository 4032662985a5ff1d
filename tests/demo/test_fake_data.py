"""A form of the demonstration speaks of one project: alike in every field, in both languages and in every run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.demo import vocabulary as words
from app.demo.fake_data import FakeData, answers
from app.demo.steps.applying import facts, invented
from app.people.models import Organisation, Person
from app.programmes.rulebook import DirectionRules, load_rulebook, shipped_books

BOOKS = [load_rulebook(path) for path in shipped_books().values()]
DIRECTIONS = [
    (f"{book.programme} {direction.code}", direction) for book in BOOKS for direction in book.directions
]
TIMES = 20


@pytest.fixture(params=DIRECTIONS, ids=[name for name, _ in DIRECTIONS])
def direction(request: pytest.FixtureRequest) -> DirectionRules:
    found: DirectionRules = request.param[1]
    return found


def filled_in(direction: DirectionRules, region: str, *, seed: int = 7) -> Iterator[dict[str, Any]]:
    """So many forms of people and firms from there."""
    fake_data = FakeData(seed)
    for number in range(TIMES):
        topic = f"{direction.code}-{number}"
        name, firm, title = (
            fake_data.person(topic, region),
            fake_data.organisation(topic, region),
            fake_data.project(topic),
        )
        person = Person(name_zh=name.zh, name_latin=name.en)
        organisation = Organisation(name_zh=firm.zh, name_en=firm.en)
        known = facts(title, person, organisation=organisation, region=region)
        known |= invented(fake_data, topic, region=region, firm=firm.en)
        yield answers(direction, known, fake_data.chance(topic))


def pairs(form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for code in form:
        if code.endswith("_zh") and not code.startswith(("title", "name", "organisation")):
            yield form[code], form[code.removesuffix("_zh") + "_en"]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def test_both_languages_say_the_same(direction: DirectionRules) -> None:
    for form in filled_in(direction, "CN"):
        found = list(pairs(form))
        assert found
        assert [numbers(zh) for zh, _en in found] == [numbers(en) for _zh, en in found]


def test_no_field_names_another_technique_than_the_title(direction: DirectionRules) -> None:
    for form in filled_in(direction, "CN"):
        own = [method for method in words.METHODS if method[0] in form["title_zh"]]
        assert len(own) == 1
        others = [name for method in words.METHODS if method not in own for name in method]
        assert not [name for name in others if any(name in str(value) for value in form.values())]


@pytest.mark.parametrize("region", words.REGIONS)
def test_a_telephone_number_is_of_the_country(region: str) -> None:
    form = next(filled_in(BOOKS[0].directions[0], region))
    assert form["contact_phone"].startswith(words.PHONES[region])
    assert re.fullmatch(r"\+[1-9]\d{0,2}( \d+)+", form["contact_phone"])


@pytest.mark.parametrize("region", ["CN", "US"])
def test_awards_come_with_their_years_and_not_before_the_firm(region: str) -> None:
    forms = list(filled_in(_named("outstanding-contribution enterprises"), region))
    given = [form for form in forms if "honours" in form]
    assert 0 < len(given) < TIMES
    for form in given:
        years = [int(year) for year in re.findall(r"20\d\d(?=年：|: )", form["honours"])]
        assert years == sorted(set(years)) and years
        assert int(form["founded_on"][:4]) <= years[0] and years[-1] < 2024


@pytest.mark.parametrize("region", ["CN", "US"])
def test_joint_applicants_are_other_firms(region: str) -> None:
    forms = list(filled_in(_named("leading-technology achievements"), region))
    given = [form for form in forms if "partners" in form]
    endings = tuple(form[0] for form in words.FORMS) if region == "CN" else words.ABROAD_FORMS
    assert 0 < len(given) < TIMES
    for form in given:
        assert form["partners"].endswith(endings)
        assert form["partners"] not in (form.get("organisation_zh"), form["organisation_en"])


def test_a_seed_makes_the_same_forms(direction: DirectionRules) -> None:
    first, again, other = (list(filled_in(direction, "CN", seed=seed)) for seed in (7, 7, 8))
    assert first == again != other


def test_fields_keep_their_limits(direction: DirectionRules) -> None:
    for form in (*filled_in(direction, "CN"), *filled_in(direction, "SG")):
        for field in direction.form:
            text = str(form.get(field.code, ""))
            if field.kind == "long_text" and text:
                fits = (
                    field.max_chars and len(text) <= field.max_chars,
                    field.max_words and len(text.split()) <= field.max_words,
                )
                assert any(fits), field.code


def _named(name: str) -> DirectionRules:
    return dict(DIRECTIONS)[name]
