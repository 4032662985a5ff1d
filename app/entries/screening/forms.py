"""The form in which an officer decides whether a candidacy is eligible."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.core.forms import Form, of_this_age


class ScreeningForm(Form):
    eligibility = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice("eligible", _l("Eligible")),
            SelectChoice("returned", _l("Return for correction")),
            SelectChoice("ineligible", _l("Not eligible")),
        ],
    )
    reason = TextAreaField(_l("Reason"), [Length(max=2000)], description=_l("The applicant reads this."))
    answer_by = DateTimeLocalField(_l("Answer by (Beijing time)"), [Optional(), of_this_age])
