"""The shape of score sheets, ballots and the officer's forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateTimeLocalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Field as FormItem
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import of_this_age
from app.core.forms import INTERNAL, Form
from app.core.i18n import locale, text
from app.core.verdict import Verdict, _, need
from app.judging.models import BallotMark
from app.programmes.rulebook import Criterion
from app.programmes.rulebook.values import as_decimal

PREFIX = "c_"
POINTS = re.compile(r"[+-]?\d{1,12}(\.\d{0,12})?")
"""Digits of any script, as `Decimal` reads them; no exponents, which make giants of a few signs."""


class SheetForm(Form):
    """Made by `sheet_form`: one field a criterion, and a comment."""

    criteria: tuple[Criterion, ...]
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
    criteria: tuple[Criterion, ...], scores: Mapping[str, int], *, comment: str, sent: MultiDict[str, str] | None
) -> SheetForm:
    """The sheet of a rubric, filled with what was sent or with what stands."""
    values = {PREFIX + code: as_decimal(score) for code, score in scores.items()}
    return _class_of(criteria, locale())(sent, data={**values, "comment": comment})


@lru_cache
def _class_of(criteria: tuple[Criterion, ...], _language: str) -> type[SheetForm]:
    """Kept: a class takes longer to make than its forms take to fill. Its labels are in one language."""
    fields = {PREFIX + each.code: StringField(text(each.name), [Length(max=20)]) for each in criteria}
    return type("SheetForm", (SheetForm,), {"criteria": criteria, **fields})


def _plain(typed: str) -> str:
    """What was typed with a Chinese input method on, or with a decimal comma, as it was meant."""
    return unicodedata.normalize("NFKC", typed).strip().replace("。", ".").replace(",", ".")


def _hundredths(typed: str) -> int | None:
    scaled = Decimal(typed) * 100 if POINTS.fullmatch(typed) else None
    return int(scaled) if scaled is not None and scaled == scaled.to_integral_value() else None


class RecusalForm(Form):
    reason = TextAreaField(
        _l("Why do you step back?"), [DataRequired(), Length(max=1000)],
        description=_l("For the secretariat alone: own employer, relatives, a former team, or any other tie."),
    )  # fmt: skip


class ReleaseForm(Form):
    """Which of a judge's entries others shall read."""

    assignments = SelectMultipleField(
        _l("Entries that others shall score"), [InputRequired(_l("Choose at least one entry."))],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    reason = TextAreaField(
        _l("Why is the judge released?"), [DataRequired(), Length(max=1000)],
        description=_l(
            "For the secretariat alone: no answer, illness, or any other reason. A conflict of interest is recorded "
            "apart."
        ),
    )  # fmt: skip


class KeepAwayForm(Form):
    reason = TextAreaField(
        _l("What is the conflict of interest?"), [DataRequired(), Length(max=1000)],
        description=_l("Own employer, relatives, a former team, or anything else that could sway you."),
    )  # fmt: skip


class RecordConflictForm(Form):
    assignment = SelectField(_l("Entry"), [InputRequired()])
    reason = TextAreaField(
        _l("What is the conflict of interest?"), [DataRequired(), Length(max=1000)],
        description=_l("For the secretariat alone: what it is, and how it came to light."),
    )  # fmt: skip


class TieForm(Form):
    entry = SelectField(_l("Entry"), [InputRequired()])
    reason = TextAreaField(
        _l("What ties you to it?"), [DataRequired(), Length(max=1000)],
        description=_l("For the secretariat alone: own employer, relatives, a former team, or any other tie."),
    )  # fmt: skip


class BallotForm(Form):
    """Made by `ballot_form`: one mark an entry."""


def ballot_form(entries: Sequence[Any]) -> BallotForm:
    names = {BallotMark.YES: _l("Yes"), BallotMark.NO: _l("No"), BallotMark.ABSTAIN: _l("Abstain")}
    marks = [SelectChoice(str(mark), name) for mark, name in names.items()]
    members = {
        f"m_{row.public_id}": RadioField(
            text({"zh": row.candidacy.entry.title_zh, "en": row.candidacy.entry.title_en}),
            [InputRequired(_l("Mark every entry; to abstain is a mark too."))], choices=marks,
        )
        for row in entries
    }  # fmt: skip
    form: BallotForm = type("BallotForm", (BallotForm,), members)()
    return form


class OpenStageForm(Form):
    closes_at = DateTimeLocalField(_l("Closes at (Beijing time)"), [InputRequired(), of_this_age])


class SeatForm(Form):
    track = SelectField(_l("Track"), [InputRequired(_l("Choose a track."))])
    judges = SelectMultipleField(
        _l("Judges"), [InputRequired()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


LANGUAGES = {"zh": _l("Chinese"), "en": _l("English")}


class ProfileForm(Form):
    """What a judge knows and reads."""

    fields = StringField(
        _l("Fields"), [Length(max=500)],
        description=_l("A few words, separated by commas: what you can judge as an expert."),
    )  # fmt: skip
    languages = SelectMultipleField(
        _l("Languages in which you can read entries"), [InputRequired()],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
