"""The form of a score sheet, made from a rubric: a field for each criterion, and a comment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field as FormItem
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from app.core.forms import INTERNAL, Form
from app.core.i18n import locale, text
from app.core.verdict import Verdict, _, need
from app.programmes.rulebook import CriterionRules
from app.programmes.rulebook.values import as_decimal

PREFIX = "c_"
POINTS = re.compile(r"[+-]?\d{1,12}(\.\d{0,12})?")
"""Digits of any script, as `Decimal` reads them; no exponents, which make giants of a few signs."""


class SheetForm(Form):
    """Made by `sheet_form`: one field a criterion, and a comment."""

    criteria: tuple[CriterionRules, ...]
    comment = TextAreaField(_l("Comment for the secretariat"), [Length(max=5000)], render_kw={"rows": 4})

    def scores(self) -> tuple[dict[str, int], dict[str, Verdict]]:
        """Hundredths by criterion code, and what could not be read as a number."""
        given: dict[str, int] = {}
        faults: dict[str, Verdict] = {}
        for criterion in self.criteria:
            typed = _plain(self[PREFIX + criterion.code].data or "")
            if not typed:
                continue
            hundredths = _hundredths(typed)
            if hundredths is None:
                faults[criterion.code] = need(False, _("This is not a number of points such as 85 or 85.5."))
            else:
                given[criterion.code] = hundredths
        return given, faults

    def read(self) -> tuple[dict[str, int], dict[str, Verdict]]:
        """The scores, and all that is wrong with the shape of what was typed; "comment" for the comment."""
        given, faults = self.scores()
        self.validate()
        for field in self:
            if field.errors:
                code = field.name.removeprefix(PREFIX)
                faults[code] = need(False, str(field.errors[0]))
                field.errors = ()
        return {code: score for code, score in given.items() if code not in faults}, faults

    def typed(self) -> list[tuple[str, str]]:
        """Label and text of everything that was typed."""
        return [(str(f.label.text), f.data) for f in self if f.name not in INTERNAL and f.data]

    def field_of(self, code: str) -> FormItem:
        return self[code if code in self else PREFIX + code]

    def show_faults(self, faults: Mapping[str, Verdict]) -> None:
        super().show_faults({PREFIX + code: verdict for code, verdict in faults.items()})


def sheet_form(
    criteria: tuple[CriterionRules, ...],
    scores: Mapping[str, int],
    *,
    comment: str,
    sent: MultiDict[str, str] | None,
) -> SheetForm:
    """The sheet of a rubric, filled with what was sent or with what stands."""
    values = {PREFIX + code: as_decimal(score) for code, score in scores.items()}
    return _class_of(criteria, locale())(sent, data={**values, "comment": comment})


@lru_cache
def _class_of(criteria: tuple[CriterionRules, ...], _language: str) -> type[SheetForm]:
    """Kept: a class takes longer to make than its forms take to fill. Its labels are in one language."""
    fields = {PREFIX + each.code: StringField(text(each.name), [Length(max=20)]) for each in criteria}
    return type("SheetForm", (SheetForm,), {"criteria": criteria, **fields})


def _plain(typed: str) -> str:
    """What was typed with a Chinese input method on, or with a decimal comma, as it was meant."""
    return unicodedata.normalize("NFKC", typed).strip().replace("。", ".").replace(",", ".")


def _hundredths(typed: str) -> int | None:
    scaled = Decimal(typed) * 100 if POINTS.fullmatch(typed) else None
    return int(scaled) if scaled is not None and scaled == scaled.to_integral_value() else None
