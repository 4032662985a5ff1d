"""Reading a rule-book from its TOML file: whole, or not at all."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.core.verdict import _
from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.fault_messages import Fault, RuleBookFaults, faults_of
from app.programmes.rulebook.line_numbers import Lines

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


def shipped_books() -> dict[str, Path]:
    """The rule-books that come with the product, by name."""
    return {path.stem: path for path in sorted(BOOKS.glob("*.toml"))}


def _parsed(source: bytes, file: str) -> tuple[str, dict[str, Any]]:
    try:
        text = source.decode("utf-8").replace("\r\n", "\n")
        return text, tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise RuleBookFaults([Fault(file, "file", 1, _("the file is not written in UTF-8."))]) from None
    except tomllib.TOMLDecodeError as error:
        raise RuleBookFaults([_broken(str(error), file)]) from None


def _broken(error: str, file: str) -> Fault:
    line = re.search(r"at line (\d+)", error)
    message = _("the file cannot be read as TOML: %(detail)s.")
    return Fault(file, "file", int(line.group(1)) if line else 1, message, {"detail": error})
