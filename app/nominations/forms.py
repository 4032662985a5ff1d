"""The shape of nominations and of the members' register."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.core.clock import BEIJING
from app.core.forms import Form, VersionField
from app.core.i18n import text
from app.core.verdict import _
from app.people.organisations.forms import OrganisationForm
from app.programmes.rulebook import member_categories
from app.programmes.rulebook.text_length import length_of

EMAIL = {"type": "email", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
STATEMENT = 2000
CHOSEN = frozenset({"organisation", "told_apart", "another"})
"""What is pressed and not typed."""


def _email() -> StringField:
    return StringField(_l("Mail address"), [DataRequired(), Length(max=254)], render_kw=EMAIL)


def _statement() -> TextAreaField:
    return TextAreaField(_l("Why you nominate them"), [DataRequired(), _is_short_enough])


def _is_short_enough(_form: Form, field: TextAreaField) -> None:
    """Counted as the page counts while it is typed."""
    length = length_of(field.data or "", max_chars=STATEMENT, max_words=None)
    if length and not length.fits:
        words = _("Too long: %(count)s of %(limit)s characters.")
        raise ValidationError(gettext(words, count=length.count, limit=length.limit))


class Typed:
    """What is kept of a form while it is written."""

    @property
    def typed(self) -> dict[str, Any]:
        values = self.values.items()  # type: ignore[attr-defined]
        return {code: value or "" for code, value in values if code not in CHOSEN}


def category_choices() -> list[tuple[str, str]]:
    return [(code, text(name)) for code, name in member_categories().items()]


class FirmForm(Typed, OrganisationForm):
    """An organisation out of the register, or a new one."""

    email = _email()
    statement = _statement()


class IndividualForm(Typed, Form):
    name = StringField(_l("Name"), [DataRequired(), Length(max=300)])
    email = _email()
    another = BooleanField(_l("Not the person of this name whom you have nominated already"), [Optional()])
    statement = _statement()


class MemberForm(OrganisationForm):
    """A new member: an organisation out of the register or a new one, or a person with an account."""

    email = StringField(_l("Mail address of the person's account"), [Length(max=254)], render_kw=EMAIL)
    category = SelectField(_l("Category"), choices=category_choices)
    since = DateField(_l("Member since"), [DataRequired()])


class MembershipForm(Form):
    version = VersionField()
    category = SelectField(_l("Category"), choices=category_choices)
    until = DateField(_l("Member until"), [Optional()])

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, "until": day_in_beijing(self.until.data) if self.until.data else None}


class RepresentativeForm(Form):
    email = _email()


def day_in_beijing(day: date) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time(), BEIJING)
