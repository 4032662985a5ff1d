"""The shape of what the secretariat types on the way to the results."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from app.core.forms import Form, of_this_age


class LastDayForm(Form):
    """Where nobody can know yet how long some working days last."""

    last_day = DateField(
        _l("Last day"), [Optional(), of_this_age], description=_l("Until midnight in Beijing.")
    )
