"""The form of a release."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField
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
