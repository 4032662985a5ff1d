"""The forms of a release, of taking an assignment back, and of a judge assigned by hand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import Form


class ReleaseForm(Form):
    """Which of a judge's entries others shall read."""

    assignments = SelectMultipleField(
        _l("Entries that others shall score"),
        [InputRequired(_l("Choose at least one entry."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(
        _l("Why is the judge released?"),
        [DataRequired(), Length(max=1000)],
        description=_l(
            "For the secretariat alone: no answer, illness, or any other reason. A conflict of interest is recorded "
            "apart."
        ),
    )


class UndoForm(Form):
    """Why what a plan has assigned is taken back."""

    reason = TextAreaField(
        _l("Why is the assignment taken back?"),
        [DataRequired(), Length(max=1000)],
        description=_l("For the secretariat alone. The judges are told that it is taken back, and not why."),
    )


class OneJudgeForm(Form):
    """Who shall read one entry besides."""

    judge = RadioField(_l("Judge"), [InputRequired(_l("Choose a judge."))])
