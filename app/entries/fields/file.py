"""Documents: added on a page of their own, where their type and size are checked as they come in."""

from __future__ import annotations

from typing import Any

from app.core.verdict import YES, Verdict
from app.entries.fields.field_kind import FieldKind, Story
from app.programmes.rulebook import Field


class FileKind(FieldKind):
    """Its answer is the codes of all fields that have files."""

    def form_item(self, field: Field, *, standing: Any = None, one_more: bool = False) -> None:
        """It has none: see `app/entries/attachments`."""

    def is_empty(self, field: Field, value: Any) -> bool:
        return field.code not in value

    def check(self, _field: Field, _value: Any) -> Verdict:
        return YES

    def made_up(self, _field: Field, _story: Story) -> str:
        """None: the demonstration adds its files as applicants do."""
        return ""


KIND = FileKind()
