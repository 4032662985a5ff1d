"""The form that says until when a stage is open."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired

from app.core.forms import Form, of_this_age


class OpenStageForm(Form):
    closes_at = DateTimeLocalField(_l("Closes at (Beijing time)"), [InputRequired(), of_this_age])
