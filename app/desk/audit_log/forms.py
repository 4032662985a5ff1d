"""What an auditor looks for."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.core.forms import Form, of_this_age
from app.desk.audit_log.labels import event_name
from app.desk.audit_log.queries import Filter


class EventsForm(Form):
    class Meta:
        csrf = False  # it is sent with GET and changes nothing

    action = SelectField(_("Event"), [Optional()])
    first_day = DateField(_("From"), [Optional(), of_this_age])
    last_day = DateField(_("Until"), [Optional(), of_this_age])
    person = HiddenField()

    def offer(self, actions: Iterable[str]) -> None:
        named = sorted((event_name(action), action) for action in actions)
        self.action.choices = [
            SelectChoice("", str(_("all events"))),
            *(SelectChoice(action, name) for name, action in named),
        ]

    @property
    def filter(self) -> Filter:
        """What was asked for; what cannot be read is left out."""
        sound = {name: field.data for name, field in self._fields.items() if field.data and not field.errors}
        return Filter(**sound)
