"""Why a sheet should be opened again, and why it is not."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import Form


class ReopeningForm(Form):
    reason = TextAreaField(
        _l("What is wrong with the sheet?"),
        [DataRequired(), Length(max=1000)],
        description=_l(
            "For the secretariat: for example a score typed into the wrong field, or 9 instead of 90."
        ),
    )


class DeclineForm(Form):
    reason = TextAreaField(
        _l("Why does the sheet stay as it is?"),
        [DataRequired(), Length(max=1000)],
        description=_l("The judge reads this."),
    )
