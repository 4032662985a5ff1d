"""Every key of a rule-book says what happens to it once judging has begun; what says nothing is locked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.programmes.rulebook import RuleBook, Tier
from app.programmes.rulebook.key_locks import LOCKS, REVEALING, Lock, owner_of, part_in
from app.programmes.rulebook.part import Part
from tests.architecture.tree import nothing_in

pytestmark = pytest.mark.sqlite_only


def parts(kind: type[Part]) -> Iterator[type[Part]]:
    """The kind and every kind of part inside it."""
    yield kind
    for field in kind.model_fields.values():
        if (inner := part_in(field.annotation)) is not None:
            yield from parts(inner)


def test_every_key_of_the_schema_is_classified() -> None:
    nothing_in(
        f"{kind.__name__}.{key}: say in LOCKS whether it is free, correctable or fixed"
        for kind in dict.fromkeys(parts(RuleBook))
        for key in kind.model_fields
        if key not in LOCKS.get(kind, {})
    )


def test_nothing_is_classified_that_is_no_key() -> None:
    known = set(parts(RuleBook))
    nothing_in(kind.__name__ for kind in LOCKS if kind not in known)
    nothing_in(
        f"{kind.__name__}.{key}"
        for kind, keys in LOCKS.items()
        for key in keys
        if key not in kind.model_fields
    )


def test_what_nobody_classified_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "directions.projects.prizes.grand.name.en"
    assert owner_of(key) == (Tier, "name", Lock.FREE)
    monkeypatch.delitem(LOCKS[Tier], "name")  # type: ignore[arg-type]
    assert owner_of(key) == (Tier, "name", Lock.FIXED)


def test_what_would_reveal_is_not_free() -> None:
    assert all(LOCKS[kind][key] is not Lock.FREE for kind, key in REVEALING)
