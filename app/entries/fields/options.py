"""What the kinds share whose answer is one of those offered: a few stand open, many fold into a list."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from wtforms import Field as FormItem
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from app.entries.fields.field_kind import FieldKind, asked
from app.programmes.rulebook import Field

FEW = 6
NONE = SelectChoice("", "—")


class OfferedKind(FieldKind):
    def offered(self, field: Field) -> dict[str, str]:
        """Answer to its name in the reader's language, in order."""
        raise NotImplementedError

    def form_item(self, field: Field, *, standing: Any = None, one_more: bool = False) -> FormItem:
        choices = [SelectChoice(answer, name) for answer, name in self.offered(field).items()]
        if len(choices) <= FEW:
            return RadioField(**asked(field), choices=choices, validate_choice=False)
        return SelectField(**asked(field), choices=[NONE, *choices], validate_choice=False)

    def as_text(self, field: Field, value: Any) -> str:
        """Its name; what was never offered, as it was sent."""
        return self.offered(field).get(str(value), str(value or ""))

    def as_html(self, field: Field, value: Any) -> Markup:
        return escape(self.as_text(field, value))
