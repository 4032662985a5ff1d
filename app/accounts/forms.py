"""The shape of what people type about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.accounts.addresses import LONGEST
from app.accounts.passwords import LEAST, MOST
from app.core.clock import BEIJING
from app.core.forms import Form, Marked

LANGUAGES = [SelectChoice("zh", "简体中文"), SelectChoice("en", "English")]


def text(typed: str | None) -> str:
    """A field that was not sent at all is an empty one."""
    return typed or ""


def of_this_age(_form: Form, field: DateField | DateTimeLocalField) -> None:
    """A day that clocks can count on from: not the year 1 or 9999."""
    if field.data and not 2000 <= field.data.year < 2100:
        raise ValidationError(str(_("Give a day of this century.")))


def _email(autocomplete: str = "email") -> StringField:
    return StringField(
        _("Mail address"),
        [DataRequired(), Length(max=LONGEST)],
        render_kw={
            "type": "email",
            "autocomplete": autocomplete,
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )


def _password(label: str, autocomplete: str) -> PasswordField:
    return PasswordField(
        label, [DataRequired(), Length(max=MOST)], render_kw={"autocomplete": autocomplete, "data-reveal": ""}
    )


def _new_password(label: str) -> PasswordField:
    field = _password(label, "new-password")
    field.kwargs["description"] = _(
        "At least %(least)s characters. A few words in a row do well.", least=LEAST
    )
    return field


def _name_zh() -> StringField:
    return StringField(
        _("Name in Chinese characters"), [Length(max=100)], [text], render_kw={"autocomplete": "name"}
    )


def _name_latin() -> StringField:
    return StringField(
        _("Name in Latin letters"), [Length(max=200)], [text], render_kw={"autocomplete": "name"}
    )


class SignInForm(Form):
    email = _email("username")
    password = _password(_("Password"), "current-password")
    next = HiddenField()
    typed = HiddenField()


class SignUpForm(Form):
    email = _email()
    name_zh = _name_zh()
    name_latin = _name_latin()
    password = _new_password(_("Password"))


class JoinForm(Form):
    """An account for whoever was invited: the address is the invitation's."""

    name_zh = _name_zh()
    name_latin = _name_latin()
    password = _new_password(_("Password"))


class ResetForm(Form):
    email = _email()


class NewPasswordForm(Form):
    password = _new_password(_("New password"))


class ChangePasswordForm(Form):
    current = _password(_("Present password"), "current-password")
    password = _new_password(_("New password"))


class ProfileForm(Form):
    name_zh = _name_zh()
    name_latin = _name_latin()
    sort_key = StringField(
        _("Sorted as"),
        [Length(max=300)],
        [text],
        description=_("How lists sort your name, by its sound: “zeng shan”. Left empty, it is worked out."),
    )
    locale = SelectField(_("Language of pages and mails"), [InputRequired()], choices=LANGUAGES)
    version = IntegerField(widget=HiddenInput())


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


def choices_of(names: Mapping[str, str]) -> list[SelectChoice]:
    """Options by value and label."""
    return [SelectChoice(value, label) for value, label in names.items()]


class ConsentForm(Form):
    """One box for each purpose: none is a condition of another. A box is worth the version of the text beside it."""

    processing = BooleanField(_("Processing for the evaluation"), [Marked()])
    publication = BooleanField(_("Publication of the results"), [Optional()])
    transfer = BooleanField(_("Transfer abroad"), [Optional()])

    @property
    def given(self) -> dict[str, str]:
        """Each purpose that was ticked, with the version of the text that was shown."""
        boxes = (self.processing, self.publication, self.transfer)
        return {box.short_name: str(box.raw_data[0]) for box in boxes if box.data}
