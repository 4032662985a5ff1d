"""What each kind of answer may be, asked of the rule-book's form without a database."""

from __future__ import annotations

from typing import Any

import pytest

from app.entries.fields.answer_checks import check, faults, known, shown_fields
from app.programmes.rulebook import Field
from tests.entries.conftest import ANSWERS
from tests.factories import book_of

DIRECTION = book_of("outstanding-contribution-2024").direction("enterprises")
CONTEST = book_of("straight-to-wuzhen-2024").directions[0]
FORM = {field.code: field for field in (*CONTEST.form, *DIRECTION.form)}


def says(code: str, value: Any, *, overseas: bool = False) -> str:
    return check(FORM[code], value, overseas=overseas).reason


def test_a_whole_form_has_no_fault() -> None:
    assert faults(DIRECTION, ANSWERS, overseas=False, attached=set()) == {}


def test_an_empty_form_lacks_what_is_required_and_shown() -> None:
    lacking = faults(DIRECTION, {}, overseas=False, attached=set())
    assert {verdict.reason for verdict in lacking.values()} == {"This is required."}
    assert set(lacking) == set(
        ANSWERS
    )  # neither the optional files and link, nor the honours that are not shown


def test_from_overseas_the_chinese_fields_may_stay_empty() -> None:
    chinese = {code for code in ANSWERS if code.endswith("_zh")}
    english = {code: value for code, value in ANSWERS.items() if code not in chinese}
    assert faults(DIRECTION, english, overseas=True, attached=set()) == {}
    assert set(faults(DIRECTION, english, overseas=False, attached=set())) == chinese
    assert set(faults(DIRECTION, {}, overseas=True, attached=set())) == set(english)


def test_a_field_that_is_not_shown_is_not_asked_for() -> None:
    asked = {field.code for field in shown_fields(DIRECTION, {**ANSWERS, "has_honours": "yes"})}
    assert asked - {field.code for field in shown_fields(DIRECTION, ANSWERS)} == {"honours"}
    assert set(faults(DIRECTION, {**ANSWERS, "has_honours": "yes"}, overseas=False, attached=set())) == {
        "honours"
    }


def test_a_required_file_is_asked_for_until_it_is_there() -> None:
    wanted = FORM["licence"].model_copy(update={"required": True})
    assert check(wanted, set(), overseas=False).reason == "This is required."
    assert check(wanted, {"licence"}, overseas=False)


def test_only_fields_of_the_form_are_kept() -> None:
    assert known(DIRECTION, {"title_en": "A", "state": "submitted", "licence": "x", "number": "1"}) == {
        "title_en": "A"
    }


@pytest.mark.parametrize(
    ("code", "sign", "limit", "unit"),
    [
        ("title_zh", "字", 50, "characters"),
        ("summary_zh", "字", 400, "characters"),
        ("title_en", "word ", 25, "words"),
        ("summary_en", "word ", 250, "words"),
        ("honours", "字", 300, "characters"),
        ("honours", "word ", 150, "words"),
    ],
)
def test_a_limit_is_in_characters_for_chinese_and_in_words_for_english(
    code: str, sign: str, limit: int, unit: str
) -> None:
    assert check(FORM[code], sign * limit, overseas=False)
    refusal = check(FORM[code], sign * (limit + 1), overseas=False)
    assert refusal.params == {"count": limit + 1, "limit": limit}
    assert f"%(count)s {unit};" in refusal.reason


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "1e2",
        "0x10",
        "1,048",
        "12.5.5",
        "--1",
        "12 ",
        "一",
        "²",
        "+5",
        ".5",
        "1" * 400,
        "1.1234567",
    ],
)
def test_what_is_no_number(value: str) -> None:
    assert says("research_share", value) == "This is not a number such as 120 or 3.5."


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("employees", "0", "The least is %(limit)s."),
        ("employees", "1", ""),
        ("employees", "-5", "The least is %(limit)s."),
        ("employees", "40.5", "This must be a whole number."),
        ("employees", "5000001", "The most is %(limit)s."),
        ("employees", "5000000", ""),
        ("research_share", "100", ""),
        ("research_share", "100.000001", "The most is %(limit)s."),
    ],
)
def test_numbers_within_their_limits(code: str, value: str, reason: str) -> None:
    assert says(code, value) == reason


def test_a_limit_is_said_as_people_write_it() -> None:
    assert check(FORM["employees"], "5000001", overseas=False).params == {"limit": "5000000"}


@pytest.mark.parametrize(
    "value",
    [
        "0000-00-00",
        "2024-02-30",
        "2024-13-01",
        "2024-6-1",
        "20240620",
        "2024-W25-4",
        "01/06/2024",
        "-2024-06-20",
        "99999-01-01",
        "2024-06-20T12:00",
        "yesterday",
        "２０２４-06-20",
    ],
)
def test_what_is_no_date(value: str) -> None:
    assert says("founded_on", value) == "This is not a date such as 2024-06-20."


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("1900-01-01", ""),
        ("1899-12-31", "The earliest day is %(limit)s."),
        ("0001-01-01", "The earliest day is %(limit)s."),
        ("2024-10-10", ""),
        ("2024-10-11", "The latest day is %(limit)s."),
        ("9999-12-31", "The latest day is %(limit)s."),
        ("2000-02-29", ""),
    ],
)
def test_days_within_their_limits(value: str, reason: str) -> None:
    assert says("founded_on", value) == reason


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://例子.example", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("example.org", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://a b", False),
        ("//example.org", False),
        (" https://example.org", False),
        ("https://example.org/\n", False),
        ("https://a" + "b" * 1992, False),
    ],
)
def test_a_link_is_a_web_address(value: str, fits: bool) -> None:
    assert bool(check(FORM["website"], value, overseas=False)) is fits


@pytest.mark.parametrize("code", ["CN", "HK", "MO", "TW", "DE"])
def test_regions_of_the_table(code: str) -> None:
    assert check(FORM["region"], code, overseas=False)


@pytest.mark.parametrize("code", ["XX", "cn", "CHN", "86", "中国"])
def test_what_is_no_region(code: str) -> None:
    assert says("region", code) == "Choose a country or region from the list."


def test_choices_are_those_offered() -> None:
    assert check(FORM["phase"], "pilot", overseas=False)
    assert says("phase", "other") == "Choose one of the answers offered."
    assert check(FORM["has_honours"], "yes", overseas=False)
    assert says("has_honours", "maybe") == "Answer yes or no."


def person(name: str = "李小明") -> dict[str, str]:
    return {"name_zh": name, "name_latin": "", "post": "Engineer"}


def test_people_each_with_a_name_and_as_many_as_allowed() -> None:
    assert check(FORM["team"], [person()] * 10, overseas=False)
    refusal = check(FORM["team"], [person()] * 11, overseas=False)
    assert refusal.params == {"count": 11, "limit": 10}
    assert "needs a name" in says("team", [person(), person("")])
    assert says("team", "nobody") == "Give each person a row."
    assert says("team", []) == "This is required."


@pytest.mark.parametrize("field", FORM.values(), ids=lambda field: field.code)
def test_no_kind_of_field_fails_on_what_nobody_expects(field: Field) -> None:
    for value in ("\x00", "\u202e", "𠮷" * 5000, "%(limit)s", "{{ 7*7 }}", "9" * 5000, "٣"):
        assert check(field, {field.code} if field.kind == "file" else value, overseas=True) is not None
