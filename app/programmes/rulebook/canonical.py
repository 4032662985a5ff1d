"""The canonical text of a rule-book (RFC 8785), its hash, and what changed between two of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import rfc8785

from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.paths import name_of


def canonical_json(book: RuleBook) -> str:
    """The one text of a rule-book: every key, instants in UTC, exact numbers as decimal strings.

    Keys that the format gained later are left out where nobody set them, so that a published hash stays what it was.
    """
    return rfc8785.dumps(book.model_dump(mode="json")).decode()


def sha256_of(book: RuleBook) -> str:
    return hashlib.sha256(canonical_json(book).encode()).hexdigest()


def from_canonical(text: str) -> RuleBook:
    return RuleBook.model_validate(json.loads(text))


@dataclass(frozen=True, slots=True)
class Change:
    """One key that differs; None where it does not stand on that side."""

    key: str
    before: Any
    after: Any


def difference(old: RuleBook, new: RuleBook) -> list[Change]:
    """What changed, for the public: items of a list are matched by code, never by place."""
    return list(_changes("", old.model_dump(mode="json"), new.model_dump(mode="json")))


def _changes(key: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _table_changes(key, before, after)
    elif _coded(before) and _coded(after):
        yield from _list_changes(key, before, after)
    else:
        yield Change(key, before, after)


def _table_changes(key: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        yield from _changes(f"{key}.{name}" if key else name, before.get(name), after.get(name))


def _list_changes(key: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    old, new = ({str(name_of(item)): item for item in items} for items in (before, after))
    yield from _table_changes(key, old, new)
    order = [name for name in old if name in new], [name for name in new if name in old]
    if order[0] != order[1]:
        yield Change(key, *order)


def _coded(value: Any) -> bool:
    return isinstance(value, list) and all(name_of(item) is not None for item in value)
