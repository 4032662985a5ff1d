"""Labels as people type them: what looks alike is one label."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from scoring.data.errors import LabelError

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
"""Zero-width space, word joiner and byte order mark, which spreadsheets and the web leave behind."""
AS_COUNTED = FULL_WIDTH | UNSEEN
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Respelled:
    """A spelling that counts as another: the `noun` was `written` so, and is `label`."""

    noun: str
    written: str
    label: str


def clean(label: Any) -> Any:
    """The label as it counts; what is not text stays as it is.

    Composed characters (NFC), full-width forms as their usual ones, no white space at the ends, every run of
    it within, no-break spaces included, as one space, nothing of no width.
    """
    if not isinstance(label, str):
        return label
    if label.isascii():
        return " ".join(label.split())
    return " ".join(unicodedata.normalize("NFC", label.translate(AS_COUNTED)).split())


def clean_keys(values: Mapping[Any, Value], noun: str) -> dict[Any, Value]:
    """The mapping under clean labels; refused where two of its keys are one label."""
    cleaned = {clean(label): value for label, value in values.items()}
    if len(cleaned) < len(values):
        raise LabelError(f"the {noun} {_twice(values)!r} is there twice, spelt in two ways; keep one")
    return cleaned


def clean_fields(record: Any, *names: str) -> None:
    """The labels of a frozen record as they count, when it is made; a tuple holds several."""
    for name in names:
        value = getattr(record, name)
        cleaned = tuple(map(clean, value)) if isinstance(value, tuple) else clean(value)
        object.__setattr__(record, name, cleaned)


def respelled(noun: str, written: Iterable[Any], labels: Iterable[Any]) -> tuple[Respelled, ...]:
    """Spellings that count as another than their own, `labels` being the written ones as they count."""
    pairs = zip(written, labels, strict=True)
    return tuple(Respelled(noun, one, label) for one, label in pairs if one != label)


def _twice(labels: Iterable[Any]) -> Any:
    return next(label for label, times in Counter(map(clean, labels)).items() if times > 1)
