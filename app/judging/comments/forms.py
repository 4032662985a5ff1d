"""What was done about a comment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import Form


class HandleForm(Form):
    note = TextAreaField(
        _l("What was done?"),
        [DataRequired(), Length(max=1000)],
        description=_l(
            "For the secretariat: for example that the judge was released, or that nothing is needed."
        ),
    )
