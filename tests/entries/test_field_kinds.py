"""Every kind of question of the schema is whole: checked, typed, shown, named, and made up for the demonstration."""

from __future__ import annotations

import random
from typing import Any, get_args

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.core.text import Text
from app.entries.fields.answer_checks import check
from app.entries.fields.field_kind import FieldKind, Story
from app.entries.fields.registry import KINDS
from app.programmes.rulebook import Field
from app.programmes.rulebook.field_kinds import KIND_NAMES, Kind
from config import ROOT

pytestmark = pytest.mark.sqlite_only

LIMITS: dict[str, dict[str, Any]] = {
    "text": {"max_chars": 20},
    "long_text": {"max_chars": 20},
    "choice": {"options": [{"code": "a", "label": {"zh": "甲", "en": "First"}}]},
    "people": {"max_items": 2},
    "file": {"accepts": ["pdf"], "max_mb": 1},
}
STORY = Story(
    {"person_zh": "李小明", "person_latin": "Li Xiaoming", "region": "CN"},
    random.Random(7),
    lambda _field, _chinese: ["很好。", "很长" * 20],
)


@pytest.fixture(params=get_args(Kind))
def field(request: pytest.FixtureRequest) -> Field:
    """A question of the kind, with what kinds.py says that it needs: a new kind with needs has its line in LIMITS."""
    kind = request.param
    return Field(code="asked", kind=kind, label=Text(zh="问", en="Asked"), **LIMITS.get(kind, {}))


def test_the_files_are_the_kinds_of_the_schema() -> None:
    assert list(KINDS) == list(get_args(Kind)) == list(KIND_NAMES)
    assert all(isinstance(kind, FieldKind) for kind in KINDS.values())


def test_it_is_called_something_in_both_languages(field: Field) -> None:
    with (ROOT / "app/translations/zh_Hans_CN/LC_MESSAGES/messages.po").open("rb") as file:
        found = read_po(file).get(KIND_NAMES[field.kind])
    assert found, f"{KIND_NAMES[field.kind]!r} is not collected yet: make translations"
    assert found.string, f"{KIND_NAMES[field.kind]!r} has no Chinese in messages.po yet"


def test_it_has_a_place_in_the_form_or_is_a_document(app: Flask, field: Field) -> None:
    with app.test_request_context():
        item = KINDS[field.kind].form_item(field)
        assert (item is None) == field.is_document
        if item is not None:
            form = type("Asking", (Form,), {"asked": item})(MultiDict())
            assert form["asked"].label.text in ("问", "Asked")
            assert "asked" in str(form["asked"]()) and KINDS[field.kind].typed(form["asked"].data) in ("", [])


def test_what_is_made_up_can_be_submitted_and_shown(app: Flask, field: Field) -> None:
    kind = KINDS[field.kind]
    answer = kind.made_up(field, STORY)
    assert check(field, {field.code} if field.is_document else answer, overseas=False)
    with app.test_request_context():
        assert bool(kind.as_text(field, answer)) != field.is_document
        assert kind.as_html(field, answer)


@pytest.mark.parametrize("value", ["<b>&", "2024-99-99", "XX", "maybe", "https://a/<b>"])
def test_what_was_typed_wrong_is_shown_and_runs_nothing(app: Flask, field: Field, value: str) -> None:
    with app.test_request_context():
        page = KINDS[field.kind].as_html(field, value)
        assert "<b>" not in page
        assert page.striptags().strip() == value
