"""The form by which somebody is invited to a role."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.core.clock import BEIJING
from app.core.forms import Form, of_this_age
from app.people.forms import _email


class InvitationForm(Form):
    email = _email("off")
    role = SelectField(_("Role"), [InputRequired()])
    last_day = DateField(
        _("Last day of the role"), [DataRequired(), of_this_age], description=_("Until midnight in Beijing.")
    )

    @property
    def role_ends_at(self) -> datetime:
        """The end of that day in Beijing."""
        day: date = self.last_day.data
        return datetime.combine(day + timedelta(days=1), time.min, BEIJING)
