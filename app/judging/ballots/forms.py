"""The forms of a ballot: a mark for each entry, or a conflict of interest to declare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import Form
from app.core.i18n import text
from app.judging.models import BallotMark


class ConflictForm(Form):
    entry = SelectField(_l("Entry"), [InputRequired()])
    reason = TextAreaField(
        _l("What is your conflict of interest?"),
        [DataRequired(), Length(max=1000)],
        description=_l(
            "For the secretariat alone: own employer, relatives, a former team, or any other connection."
        ),
    )


class BallotForm(Form):
    """Made by `ballot_form`: one mark an entry."""


def ballot_form(entries: Sequence[Any]) -> BallotForm:
    names = {BallotMark.YES: _l("Yes"), BallotMark.NO: _l("No"), BallotMark.ABSTAIN: _l("Abstain")}
    marks = [SelectChoice(str(mark), name) for mark, name in names.items()]
    members = {
        f"m_{row.public_id}": RadioField(
            text({"zh": row.candidacy.entry.title_zh, "en": row.candidacy.entry.title_en}),
            [InputRequired(_l("Mark every entry; to abstain is a mark too."))],
            choices=marks,
        )
        for row in entries
    }
    form: BallotForm = type("BallotForm", (BallotForm,), members)()
    return form
