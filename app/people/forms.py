"""The forms of an account: sign up, sign in, one's names, passwords."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import Form, VersionField
from app.people.mail_addresses import LONGEST
from app.people.passwords.strength import LEAST, MOST

LANGUAGES = [SelectChoice("zh", "简体中文"), SelectChoice("en", "English")]


def text(typed: str | None) -> str:
    """A field that was not sent at all is an empty one."""
    return typed or ""


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


def _password(label: LazyString, autocomplete: str) -> PasswordField:
    return PasswordField(
        label, [DataRequired(), Length(max=MOST)], render_kw={"autocomplete": autocomplete, "data-reveal": ""}
    )


def _new_password(label: LazyString) -> PasswordField:
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
    version = VersionField()
