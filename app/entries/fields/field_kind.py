"""What a kind of question knows: how an answer is typed, checked, shown, and made up for the demonstration."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms import Field as FormItem
from wtforms import StringField
from wtforms.validators import Length

from app.core.forms import Marked
from app.core.i18n import text
from app.core.verdict import Verdict
from app.programmes.rulebook import Field

LONGEST = 20_000
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Story:
    """What the demonstration makes answers of: what is known of the applicant and the project by name, one stream of
    chance, and the sentences that suit a field, in Chinese or in English."""

    facts: Mapping[str, Any]
    chance: random.Random
    sentences: Callable[[Field, bool], Sequence[str]]


class FieldKind:
    """One kind of question. This is one line of text; a kind says what differs."""

    widget: ClassVar[Any] = None
    side_by_side: ClassVar[bool] = False
    """Whether what is offered stands in one row."""

    def form_item(self, field: Field, *, standing: Any = None, one_more: bool = False) -> FormItem | None:
        """Its place in the form, filled by nobody; None where it is answered elsewhere.

        `standing`: the answer so far, and `one_more`: an empty row with it, for kinds that have rows.
        """
        return StringField(**asked(field, Length(max=LONGEST)), widget=self.widget)

    def typed(self, value: Any) -> Any:
        """What is kept of what came with the form."""
        return clean(value) if isinstance(value, str) else (value or "")

    def is_empty(self, _field: Field, value: Any) -> bool:
        return value in (None, "", [])

    def check(self, field: Field, value: Any) -> Verdict:
        """Whether an answer that is not empty can be submitted."""
        raise NotImplementedError

    def as_text(self, _field: Field, value: Any) -> str:
        """As it reads where no page is, and where two versions of a draft stand side by side."""
        return str(value or "")

    def as_html(self, field: Field, value: Any) -> Markup:
        return Markup("<bdi>{}</bdi>").format(self.as_text(field, value))

    def made_up(self, field: Field, story: Story) -> Any:
        """An answer for the demonstration, within the field's limits; empty where it has none to give."""
        raise NotImplementedError


def asked(field: Field, *validators: Any) -> dict[str, Any]:
    """What every item of a form has: its label, its help, and the mark of what is required."""
    marks = [Marked()] if field.required or field.required_unless_overseas else []
    return {
        "label": text(field.label),
        "validators": [*marks, *validators],
        "description": text(field.help) if field.help else "",
    }


def clean(typed: str) -> str:
    """Without signs that no keyboard has, and that neither database, mail nor spreadsheet would keep."""
    return CONTROLS.sub("", typed).strip()
