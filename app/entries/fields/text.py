"""A line of text, in characters or words."""

from __future__ import annotations

from typing import Any

from app.core.verdict import YES, Verdict, _, need
from app.entries.fields.field_kind import FieldKind, Story
from app.programmes.rulebook import Field

TOO_LONG = {
    "characters": _("This has %(count)s characters; %(limit)s are allowed."),
    "words": _("This has %(count)s words; %(limit)s are allowed."),
    "signs": _("This has %(count)s characters with spaces; %(limit)s are allowed."),
}


class TextKind(FieldKind):
    def check(self, field: Field, value: Any) -> Verdict:
        length = field.length_of(str(value))
        if length is None:
            return YES
        return need(length.fits, TOO_LONG[length.unit], count=length.count, limit=length.limit)

    def made_up(self, field: Field, story: Story) -> str:
        """The applicant's name; from abroad nothing in Chinese."""
        zh, latin = story.facts["person_zh"], story.facts["person_latin"]
        if field.language == "zh" or (field.language == "any" and zh):
            return str(zh)
        return str(latin.split()[0])


KIND = TextKind()
