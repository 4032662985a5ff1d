"""What applicant, officer and approver type about a strike."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.forms import Form
from app.results.ties.forms import LONGEST


class WithdrawalForm(Form):
    request = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=LONGEST)], description=_l("The secretariat reads this.")
    )


class StrikeForm(Form):
    cause = RadioField(
        _l("Why it is struck"),
        [InputRequired()],
        choices=[
            SelectChoice("withdrawn", _l("The applicant withdraws it")),
            SelectChoice("ineligible", _l("It does not meet the conditions")),
        ],
    )
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("The approver reads this, and the applicant once it is agreed to."),
    )


class RefusalForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("The officer reads this, and the applicant where it was they who asked."),
    )
