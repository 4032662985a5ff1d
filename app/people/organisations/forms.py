"""The forms of an organisation: choose or register one, correct it, merge two."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.forms import Form, VersionField
from app.core.i18n import region_choices
from app.core.regions import MAINLAND
from app.people.organisations.identity import Identity
from app.people.organisations.registration_codes import normal_code

ANOTHER = "another"
"""What a form says of an organisation that is none of those which it shows."""


def mainland_first() -> list[SelectChoice]:
    """The reviewed table; the mainland first, as most firms are there."""
    places = sorted(region_choices(), key=lambda choice: choice[0] != MAINLAND)
    return [SelectChoice(code, name) for code, name in places]


def typed(words: str | None) -> str:
    """A field that was not sent at all is an empty one."""
    return words or ""


class OrganisationForm(Form):
    """An organisation out of the register (`chosen`), or a new one, with those that are said to be others."""

    organisation = HiddenField(_("Organisation"), [Length(max=32)], [typed])
    told_apart = SelectMultipleField(choices=[], validate_choice=False, validators=[Optional()])
    name_zh = StringField(_("Name in Chinese"), [Length(max=200)], [typed])
    name_en = StringField(_("Name in English"), [Length(max=300)], [typed])
    country_region = SelectField(_("Country/region"), choices=mainland_first, default=MAINLAND)
    registration_code = StringField(
        _("Registration code"),
        [Length(max=64)],
        [typed],
        description=_(
            "On the mainland the unified social credit code (18 characters), elsewhere the number in the "
            "national register. It tells organisations of one name apart."
        ),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )

    @property
    def chosen(self) -> str:
        """The public id of a row of the register; empty for a new organisation."""
        return "" if self.organisation.data == ANOTHER else self.organisation.data

    @property
    def new(self) -> dict[str, Any]:
        """What the verb that writes a new organisation down is told."""
        return {
            "name_zh": self.name_zh.data,
            "name_en": self.name_en.data,
            "country_region": self.country_region.data,
            "registration_code": self.registration_code.data,
            "told_apart": self.told_apart.data if self.organisation.data == ANOTHER else (),
        }

    @property
    def identity(self) -> Identity:
        """By what the register is searched for others like it."""
        code = normal_code(self.registration_code.data)
        return Identity(self.name_zh.data, self.name_en.data, self.country_region.data or "", code)


class RegistrationForm(OrganisationForm):
    """An organisation that is registered by who acts for it: where it is, is asked."""

    country_region = SelectField(_("Country/region"), [InputRequired()])


class CorrectionForm(Form):
    version = VersionField()
    reading = StringField(
        _("Sorted as"),
        [Length(max=300)],
        [typed],
        description=_(
            "How lists sort the name, by its sound: “chang sha …”. Left empty, it is worked out. "
            "Numbers come first, by their size."
        ),
    )
    registration_code = StringField(_("Registration code"), [Length(max=64)], [typed])
    mail_domain = StringField(
        _("Mail domain"),
        [Length(max=253)],
        [typed],
        description=_("Whoever has a confirmed address there is let in without asking: “firm.example”."),
    )


class NameCorrectionForm(Form):
    version = VersionField()
    name_zh = StringField(_("Name in Chinese"), [Length(max=200)], [typed])
    name_en = StringField(_("Name in English"), [Length(max=300)], [typed])
    reason = TextAreaField(
        _("How do you know that the name is misspelled?"),
        [DataRequired(), Length(max=1000)],
        description=_("The secretariat and whoever acts for the organisation read this."),
        render_kw={"rows": 3},
    )


class MergeForm(Form):
    reason = TextAreaField(
        _("How do you know that they are the same organisation?"),
        [DataRequired(), Length(max=1000)],
        render_kw={"rows": 3},
    )
