"""Paragraphs, in characters or words."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from wtforms import Field as FormItem
from wtforms import TextAreaField
from wtforms.validators import Length

from app.entries.fields.field_kind import LONGEST, Story, asked
from app.entries.fields.text import TextKind
from app.programmes.rulebook import Field

ROWS = 8
USUAL_CHARACTERS, USUAL_WORDS = 200, 120
"""How much the demonstration writes where the rule-book sets no limit in that language."""


class LongTextKind(TextKind):
    def form_item(self, field: Field, *, standing: Any = None, one_more: bool = False) -> FormItem:
        return TextAreaField(**asked(field, Length(max=LONGEST)), render_kw={"rows": ROWS})

    def as_html(self, field: Field, value: Any) -> Markup:
        parts = (part for part in self.as_text(field, value).splitlines() if part.strip())
        written = (Markup('<p dir="auto">{}</p>').format(part) for part in parts)
        return Markup('<div class="prose">{}</div>').format(Markup("").join(written))

    def made_up(self, field: Field, story: Story) -> str:
        """As many sentences as fit; from abroad nothing in Chinese."""
        at_home = bool(story.facts["person_zh"])
        if field.language == "zh" and not at_home:
            return ""
        chinese = field.language == "zh" or (field.language == "any" and at_home)
        written = ""
        for sentence in story.sentences(field, chinese):
            longer = written + sentence if chinese else f"{written} {sentence}".strip()
            if not _has_room(field, longer, chinese=chinese):
                break
            written = longer
        return written


def _has_room(field: Field, written: str, *, chinese: bool) -> bool:
    if chinese:
        return len(written) <= (field.max_chars or USUAL_CHARACTERS)
    return len(written.split()) <= (field.max_words or USUAL_WORDS)


KIND = LongTextKind()
