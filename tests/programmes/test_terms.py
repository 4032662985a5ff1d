"""Every key of a rule-book, and every value that is one of a few, has words for the people who read a difference."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from flask import Flask
from pydantic import BaseModel

from app.programmes.labels import shown
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.labels import KEYS, VALUES
from tests.architecture.tree import nothing_in


def fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, Any]]:
    """Name and type of each field of a model and of the models inside it."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        for part in parts(field.annotation):
            if isinstance(part, type) and not isinstance(part, UnionType) and issubclass(part, BaseModel):
                yield from fields(part, seen)
            yield name, part


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from parts(part)


FIELDS = list(fields(RuleBook, set()))


def test_every_key_has_words() -> None:
    nothing_in(sorted({name for name, _part in FIELDS} - set(KEYS)))


def test_every_value_of_a_few_has_words() -> None:
    few = {(name, value) for name, part in FIELDS if get_origin(part) is Literal for value in get_args(part)}
    assert len(few) > 40
    nothing_in(sorted(f"{n}={v}" for n, v in few if isinstance(v, str) and v not in VALUES.get(n, {})))


def test_a_difference_reads_the_same_words(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert shown("winners", "notice.of") == "winners"
        assert shown("none", "notice.of") == "nobody"
        assert shown(["members"], "directions.firms.nomination.proposers") == "members"
        assert shown("none", "directions.firms.name.en") == "none"
