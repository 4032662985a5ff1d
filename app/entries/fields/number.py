"""A number as people write it: digits, and a point where the rule-book allows a fraction."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.core.verdict import Verdict, _, need
from app.entries.fields.field_kind import FieldKind, Story
from app.programmes.rulebook import Field

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


class NumberKind(FieldKind):
    def check(self, field: Field, value: Any) -> Verdict:
        if not NUMBER.fullmatch(str(value)):
            return need(False, _("This is not a number such as 120 or 3.5."))
        amount, low, high = Decimal(str(value)), field.minimum, field.maximum
        return (
            need(not field.integer or amount == amount.to_integral_value(), _("This must be a whole number."))
            and need(low is None or amount * 100 >= low, _("The least is %(limit)s."), limit=_plain(low))
            and need(high is None or amount * 100 <= high, _("The most is %(limit)s."), limit=_plain(high))
        )

    def made_up(self, field: Field, story: Story) -> str:
        low = (field.minimum or 0) // 100
        high = min((field.maximum or 50_000) // 100, low + 60)
        return str(story.chance.randint(low + (low == 0), high))


def _plain(hundredths: int | None) -> str:
    return "" if hundredths is None else f"{(Decimal(hundredths) / 100).normalize():f}"


KIND = NumberKind()
