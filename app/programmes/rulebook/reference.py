"""The reference of every key, written from the models: what docs/rule-book-keys.md holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_type_hints

from pydantic.fields import FieldInfo

from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.key_locks import LOCKS, Lock, is_list, part_in
from app.programmes.rulebook.key_types import type_words
from app.programmes.rulebook.part import Information, NotYet, Part

HEAD = """# Keys of a rule-book

Written by `flask rulebook reference`; a test refuses this page where it is not what the command prints. How to write a
rule-book is told in [rule-books.md](rule-books.md).

- A *code* is made of small letters and digits, with hyphens (`first-review`) or underscores (`title_zh`).
- A *text* is written in both languages: `{ zh = "…", en = "…" }`.
- A *time* is a date, or a date with a time, in Beijing time: `2024-10-10T17:00:00`.
- *Once judged*: what may happen to the key from the first score sheet or the opening of a ballot. It *may change*; it
  changes only *by a correction*; or it *stays*. Of a key that holds tables this tells who may add, remove and reorder
  them; the keys inside have words of their own.
- *Carried out*: *yes*; *information* tells people something and decides nothing; where it says *not yet*, every value
  but the default is refused, for this reason.
"""
COLUMNS = ("Key", "Type", "Default", "Meaning", "Once judged", "Carried out")
LOCK_WORDS = {Lock.FREE: "may change", Lock.CORRECTABLE: "by a correction", Lock.FIXED: "stays"}


def reference() -> str:
    """A page of Markdown: one table for each kind of part, in the order in which a book is written."""
    places: dict[type[Part], list[str]] = {}
    for kind, header in _places(RuleBook):
        places.setdefault(kind, []).append(header)
    return "\n".join([HEAD, *(_section(kind, headers) for kind, headers in places.items())])


def _places(kind: type[Part], path: str = "", header: str = "") -> Iterator[tuple[type[Part], str]]:
    """Each kind of part with the header of its table in the file, as often as it stands somewhere."""
    yield kind, header
    for name, field in kind.model_fields.items():
        if (inner := part_in(field.annotation)) is not None:
            below = f"{path}.{name}".lstrip(".")
            yield from _places(inner, below, f"[[{below}]]" if is_list(field.annotation) else f"[{below}]")


def _section(kind: type[Part], headers: list[str]) -> str:
    title = ", ".join(f"`{header}`" for header in headers if header) or "At the head of the file"
    doc = " ".join((kind.__dict__.get("__doc__") or "").split())
    rule = "|" + "---|" * len(COLUMNS)
    rows = (_row(kind, name, field) for name, field in kind.model_fields.items())
    return "\n".join([f"## {title}", "", *([doc, ""] if doc else []), _line(COLUMNS), rule, *rows, ""])


def _row(kind: type[Part], name: str, field: FieldInfo) -> str:
    hint = get_type_hints(kind, include_extras=True)[name]
    lock = LOCK_WORDS[LOCKS[kind][name]]
    meaning = " ".join((field.description or "").split())
    return _line([f"`{name}`", type_words(hint, name), _default(field), meaning, lock, _mark(field)])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _mark(field: FieldInfo) -> str:
    for mark in field.metadata:
        if isinstance(mark, Information):
            return "information"
        if isinstance(mark, NotYet):
            return f"not yet: {mark.reason}"
    return "yes"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}):
        return "not set"
    if isinstance(value, Part):
        return "its own defaults"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
