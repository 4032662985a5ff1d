"""The form in which judges say what they know and read."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import Form

LANGUAGES = {"zh": _l("Chinese"), "en": _l("English")}


class JudgeProfileForm(Form):
    """What a judge knows and reads."""

    fields = StringField(
        _l("Fields"),
        [Length(max=500)],
        description=_l("A few words, separated by commas: what you can judge as an expert."),
    )
    languages = SelectMultipleField(
        _l("Languages in which you can read entries"),
        [InputRequired()],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
