"""One of the options that the rule-book lists."""

from __future__ import annotations

from typing import Any

from app.core.i18n import text
from app.core.verdict import Verdict, _, need
from app.entries.fields.field_kind import Story
from app.entries.fields.options import OfferedKind
from app.programmes.rulebook import Field


class ChoiceKind(OfferedKind):
    def offered(self, field: Field) -> dict[str, str]:
        return {option.code: text(option.label) for option in field.options}

    def check(self, field: Field, value: Any) -> Verdict:
        codes = {option.code for option in field.options}
        return need(value in codes, _("Choose one of the answers offered."))

    def made_up(self, field: Field, story: Story) -> str:
        return story.chance.choice([option.code for option in field.options if option.code != "other"])


KIND = ChoiceKind()
