"""A day of the calendar, kept as 2024-06-20."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import DateInput

from app.core.i18n import calendar_day
from app.core.verdict import Verdict, _, need
from app.entries.fields.field_kind import FieldKind, Story
from app.programmes.rulebook import Field


class DateKind(FieldKind):
    widget = DateInput()

    def check(self, field: Field, value: Any) -> Verdict:
        day = _day(value)
        if day is None:
            return need(False, _("This is not a date such as 2024-06-20."))
        first, last = field.earliest, field.latest
        return need(
            first is None or day >= first, _("The earliest day is %(limit)s."), limit=str(first)
        ) and need(last is None or day <= last, _("The latest day is %(limit)s."), limit=str(last))

    def as_html(self, field: Field, value: Any) -> Markup:
        return escape(calendar_day(value)) if _day(value) else super().as_html(field, value)

    def made_up(self, field: Field, story: Story) -> str:
        latest = field.latest.year - 1 if field.latest else 2023
        earliest = max(field.earliest.year if field.earliest else 2008, latest - 12)
        year, month = story.chance.randint(min(earliest, latest), latest), story.chance.randint(1, 12)
        return f"{year}-{month:02d}-15"


def _day(value: Any) -> date | None:
    """20240620 and 2024-W25-4 are the same standard's, but nobody's idea of a date."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if str(day) == value else None


KIND = DateKind()
