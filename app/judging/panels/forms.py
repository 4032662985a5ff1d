"""The form that puts a judge on a panel."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import Form


class PanelMemberForm(Form):
    track = SelectField(_l("Track"), [InputRequired(_l("Choose a track."))])
    judges = SelectMultipleField(
        _l("Judges"), [InputRequired()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
