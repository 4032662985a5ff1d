"""A rule-book written out as the TOML that it can be loaded from again, for an organiser to edit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.core.clock import BEIJING
from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.canonical import canonical_json

INSTANTS = ("opens", "closes")


def as_toml(book: RuleBook) -> str:
    """Every key that is set, instants in Beijing time. Loading it gives the same book."""
    return "\n".join(_table((), json.loads(canonical_json(book)))) + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    present = {key: value for key, value in table.items() if value not in (None, [], {})}
    for key, value in present.items():
        if not _is_table(value) and not _is_tables(value):
            yield f"{_key(key)} = {_value(key, value)}"
    for key, value in present.items():
        where = (*path, _key(key))
        if _is_table(value):
            yield from ("", f"[{'.'.join(where)}]", *_table(where, value))
        elif _is_tables(value):
            for item in value:
                yield from ("", f"[[{'.'.join(where)}]]", *_table(where, item))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else json.dumps(key)


def _value(key: str, value: Any) -> str:
    if key in INSTANTS and isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(BEIJING).isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
