"""The shape of what is typed about a correction."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form

LONGEST = 2000


class CorrectionRequestForm(Form):
    reason = TextAreaField(
        _l("What is wrong, and how it was found"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("The second person and the auditor read this."),
    )
    note_zh = TextAreaField(
        _l("Public note in Chinese"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("It stands on the public pages from the day that the second person agrees."),
    )
    note_en = TextAreaField(_l("Public note in English"), [InputRequired(), Length(max=LONGEST)])


class EndForm(Form):
    reason = TextAreaField(
        _l("Why it ends without a change"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("If the note is public by then, everybody can read this beside it."),
    )
