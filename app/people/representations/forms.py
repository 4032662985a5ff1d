"""The forms of a claim to act for an organisation, of its decision, and of inviting a colleague."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.forms import Form
from app.people.mail_addresses import LONGEST
from app.people.organisations.forms import typed


class ClaimForm(Form):
    statement = TextAreaField(
        _("What you do there, and who can confirm it"),
        [DataRequired(), Length(max=1000)],
        render_kw={"rows": 4},
    )


class DecisionForm(Form):
    """An officer's answer to a claim."""

    decision = RadioField(
        _("Decision"),
        [InputRequired()],
        choices=[
            SelectChoice("confirm", _("Confirm: this person acts for the organisation")),
            SelectChoice("refuse", _("Refuse")),
        ],
    )
    keep_domain = BooleanField(_("Addresses of the same domain belong to this organisation"), [Optional()])
    reason = TextAreaField(_("Reason"), [Length(max=1000)], [typed], render_kw={"rows": 3})


class ColleagueForm(Form):
    email = StringField(
        _("Mail address"),
        [DataRequired(), Length(max=LONGEST)],
        render_kw={"type": "email", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
