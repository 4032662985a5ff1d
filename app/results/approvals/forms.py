"""The form that sends a prize list back, with a reason."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form
from app.results.ties.forms import LONGEST


class ReturnForm(Form):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=LONGEST)], description=_l("The officer reads this.")
    )
