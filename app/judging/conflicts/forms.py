"""The forms of a recusal and of a conflict of interest that is put on record: one's own, or a judge's."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import Form


class RecusalForm(Form):
    reason = TextAreaField(
        _l("Why do you recuse yourself?"),
        [DataRequired(), Length(max=1000)],
        description=_l(
            "For the secretariat alone: own employer, relatives, a former team, or any other connection."
        ),
    )


class OwnConflictForm(Form):
    reason = TextAreaField(
        _l("What is the conflict of interest?"),
        [DataRequired(), Length(max=1000)],
        description=_l("Own employer, relatives, a former team, or anything else that could sway you."),
    )


class RecordConflictForm(Form):
    assignment = SelectField(_l("Entry"), [InputRequired()])
    reason = TextAreaField(
        _l("What is the conflict of interest?"),
        [DataRequired(), Length(max=1000)],
        description=_l("For the secretariat alone: what it is, and how it came to light."),
    )
