"""Yes or no."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.core.verdict import Verdict, _, need
from app.entries.fields.field_kind import Story
from app.entries.fields.options import OfferedKind
from app.programmes.rulebook import Field

YES_NO = {"yes": _("Yes"), "no": _("No")}


class YesNoKind(OfferedKind):
    side_by_side = True

    def offered(self, _field: Field) -> dict[str, str]:
        return {answer: gettext(name) for answer, name in YES_NO.items()}

    def check(self, _field: Field, value: Any) -> Verdict:
        return need(value in YES_NO, _("Answer yes or no."))

    def made_up(self, _field: Field, story: Story) -> str:
        return story.chance.choice(("yes", "no"))


KIND = YesNoKind()
