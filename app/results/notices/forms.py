"""The form that begins a public notice, with its last day where the calendar does not say it."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from app.core import clock
from app.core.forms import Form, PressForm, of_this_age
from app.core.working_days import after_working_days


class LastDayForm(Form):
    """Where nobody can know yet how long some working days last."""

    last_day = DateField(
        _l("Last day"), [Optional(), of_this_age], description=_l("Until midnight in Beijing.")
    )


def period_form(days: int) -> tuple[Form, datetime | None]:
    """A button where the calendar says when so many working days from now end; else a form that asks for the day."""
    ends_at = after_working_days(clock.now(), days)
    return (PressForm() if ends_at else LastDayForm()), ends_at
