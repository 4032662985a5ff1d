"""Rule-books on their way through a form: chosen, uploaded, and carried as canonical text to the next page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.core.errors import Invalid
from app.core.verdict import _, need
from app.programmes.rulebook import RuleBook, from_canonical, load_rulebook, shipped_books


def shipped_book(name: str) -> RuleBook | None:
    path = shipped_books().get(name)
    return _read(path, path.stat().st_mtime_ns) if path else None


@cache
def _read(path: Path, _changed: int) -> RuleBook:
    return load_rulebook(path)


def uploaded_book(upload: Any) -> RuleBook:
    """Raises `RuleBookFaults` with every fault found."""
    return load_rulebook(upload.stream.read(), name=_file_name(upload.filename or ""))


def _file_name(name: str) -> str:
    """What a person called the file, as one short line."""
    return "".join(char for char in name if char.isprintable())[-80:] or "rule-book"


def carried_book(text: str) -> RuleBook:
    """The book that the page before showed."""
    try:
        return from_canonical(text)
    except (ValidationError, ValueError) as error:
        damaged = _("The rule-book was damaged on its way. Choose or upload it again.")
        raise Invalid({"": need(False, damaged)}) from error
