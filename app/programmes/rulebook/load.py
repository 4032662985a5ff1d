"""Reading a rule-book from its TOML file: whole, or not at all."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.core.verdict import _
from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.fault_messages import Fault, RuleBookFaults, faults_of, written
from app.programmes.rulebook.line_numbers import Lines
from app.programmes.rulebook.stale_dates import stale_days
from app.programmes.rulebook.unreadable import unreadable

BOOKS = Path(__file__).parent.parent / "books"


def load_rulebook(source: Path | bytes, name: str | None = None) -> RuleBook:
    """Raises `RuleBookFaults` with every fault found."""
    if isinstance(source, Path):
        name, source = name or source.name, source.read_bytes()
    file = name or "rule-book"
    text, raw = _parsed(source, file)
    try:
        return RuleBook.model_validate(raw)
    except ValidationError as error:
        raise RuleBookFaults(faults_of(error, raw, file=file, lines=Lines(text))) from None


def hints_of(book: RuleBook, source: Path, name: str) -> list[Fault]:
    """What was perhaps not meant so in the sound book that `source` holds; nothing is refused for it."""
    text, raw = _parsed(source.read_bytes(), name)
    found: list[tuple[tuple[str | int, ...], str, dict[str, Any]]] = [
        (day.where, LEFT_BEHIND, {"latest": day.latest}) for day in stale_days(book)
    ]
    if book.consent("publication") is None:
        found.append((("consents",), UNASKED, {}))
    lines = Lines(text)
    return [
        Fault(name, written(path, raw), lines.of(path), message, params) for path, message, params in found
    ]


LEFT_BEHIND = "%(latest)s lies before applications open; is it of an earlier edition?"
UNASKED = (
    "nobody is asked for consent to publication, so winners are published by name; is it meant so? If not, add "
    '[[consents]] with purpose = "publication".'
)


def shipped_books() -> dict[str, Path]:
    """The rule-books that come with the product, by name."""
    return {path.stem: path for path in sorted(BOOKS.glob("*.toml"))}


def _parsed(source: bytes, file: str) -> tuple[str, dict[str, Any]]:
    try:
        text = source.decode("utf-8-sig").replace(
            "\r\n", "\n"
        )  # editors of Windows put a mark before the text
    except UnicodeDecodeError:
        raise RuleBookFaults([Fault(file, "file", 1, _("the file is not written in UTF-8."))]) from None
    try:
        return text, tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RuleBookFaults([unreadable(str(error), text, file)]) from None
