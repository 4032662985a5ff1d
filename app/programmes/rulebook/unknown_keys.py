"""A key that a part does not have: misspelled, or standing under a table that it does not belong to."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from app.core.verdict import _
from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.key_locks import is_list, part_in
from app.programmes.rulebook.part import Part

Path = tuple[str | int, ...]

_ZONE = _(
    "there is no zone to set: a time is Beijing time unless it ends with its own offset, such as +01:00."
)
UNSAID = {"timezone": _ZONE, "time_zone": _ZONE, "zone": _ZONE}
"""Keys that people look for and that a rule-book does not have, and why."""
HEAD = _("this key belongs to the head of the file: keys without a table stand above the first table.")
ELSEWHERE = _("this key belongs to %(table)s: a key belongs to the table that it stands under.")
NEAR = _("no such key is known here; did you mean “%(near)s”?")
UNKNOWN = _("no such key is known here; check its spelling.")


def unknown_key(path: Path) -> tuple[str, dict[str, Any]]:
    """The sentence for the key at the end of `path`, and its parameters."""
    key, around = str(path[-1]), list(_around(path[:-1]))
    if key in UNSAID:
        return UNSAID[key], {}
    for table, part in around[:-1]:
        if key in part.model_fields:
            return (ELSEWHERE, {"table": table}) if table else (HEAD, {})
    if near := get_close_matches(key, around[-1][1].model_fields, 1):
        return NEAR, {"near": near[0]}
    return UNKNOWN, {}


def _around(path: Path) -> Iterator[tuple[str, type[Part]]]:
    """Each part on the way with the header of its table, from the head of the file to the one that holds the key."""
    part: type[Part] = RuleBook
    names: list[str] = []
    yield "", part
    for step in path:
        field = part.model_fields.get(step) if isinstance(step, str) else None
        inner = part_in(field.annotation) if field else None
        if field is None or inner is None:
            continue
        part = inner
        names.append(str(step))
        header = ".".join(names)
        yield (f"[[{header}]]" if is_list(field.annotation) else f"[{header}]"), part
