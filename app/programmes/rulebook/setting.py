"""Questions that the organiser's texts leave open, and how this edition reads them."""

from __future__ import annotations

from typing import Annotated, Any

from app.core.text import Text
from app.programmes.rulebook.part import INFORMATION, Part
from app.programmes.rulebook.values import FieldCode, Flag


class Setting(Part):
    code: FieldCode
    """What `earliest_by` calls it."""
    value: Flag
    """How this edition reads the question."""
    question: Annotated[Text, INFORMATION]
    """What is left open."""
    yes: Annotated[Text, INFORMATION]
    """What the question means where it is read as true."""
    no: Annotated[Text, INFORMATION]
    """What it means where it is read as false."""

    @property
    def reading(self) -> Text:
        return self.yes if self.value else self.no


def with_dates(book: dict[str, Any]) -> dict[str, Any]:
    """The raw book with each date field's `earliest` filled in from the setting that decides it.

    What is not of the expected shape stays as it is, for the models to complain about.
    """
    settings = [row for row in _rows(book.get("settings")) if isinstance(row, dict)]
    values = {row["code"]: row.get("value") for row in settings if isinstance(row.get("code"), str)}
    directions = [_with_form(row, values) for row in _rows(book.get("directions"))]
    return book | {"directions": directions} if directions else book


def _rows(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _with_form(direction: Any, values: dict[str, Any]) -> Any:
    if not isinstance(direction, dict) or not _rows(direction.get("form")):
        return direction
    return direction | {"form": [_with_earliest(field, values) for field in direction["form"]]}


def _with_earliest(field: Any, values: dict[str, Any]) -> Any:
    rule = field.get("earliest_by") if isinstance(field, dict) else None
    if not isinstance(rule, dict) or rule.get("setting") not in list(values):
        return field
    return field | {"earliest": rule.get("yes" if values[rule["setting"]] else "no")}
