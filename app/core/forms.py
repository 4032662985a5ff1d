"""The shape of input: what every form of the site shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.core.db import transaction
from app.core.errors import TooOften
from app.core.i18n import reason
from app.core.rate_limits import Bucket, take
from app.core.verdict import Verdict


def of_this_age(_form: Form, field: DateField | DateTimeLocalField) -> None:
    """A day that clocks can count on from: not the year 1 or 9999."""
    if field.data and not 2000 <= field.data.year < 2100:
        raise ValidationError(str(_("Give a date in this century.")))


def choices_of(names: Mapping[str, str]) -> list[SelectChoice]:
    """Options by value and label."""
    return [SelectChoice(value, label) for value, label in names.items()]


INTERNAL = ("csrf_token",)


class Marked:
    """Shows that a field is required, without refusing what lacks it: that is for the service."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: object, field: object) -> None:
        """Drafts may be incomplete."""


class Uncut:
    """A browser cuts a paste at its `maxlength` without a word: limits are told in words, and nothing is cut."""

    def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
        return super().render_field(field, {**render_kw, "maxlength": False})  # type: ignore[misc]


class VersionField(IntegerField):
    """The version at which a form was opened; 0, which nothing has, where a form is sent without one."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            self.data = 0  # and not the version of the row, which would always agree with itself
        super().process_formdata(valuelist)


class Form(FlaskForm):
    """A form whose `values` are the keywords of a service's verb."""

    class Meta(Uncut, FlaskForm.Meta):
        pass

    form_errors: list[str]
    too_often: TooOften | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {name: field.data for name, field in self._fields.items() if name not in INTERNAL}

    def validate(self, *args: Any, **more: Any) -> bool:
        """Faults in the reader's language from here on: templates ask whether a fault is a text, and one in waiting is
        none."""
        sound = bool(super().validate(*args, **more))
        for field in self._fields.values():
            if not isinstance(field.errors, Mapping):
                field.errors = [
                    str(words) if isinstance(words, LazyString) else words for words in field.errors
                ]
        return sound

    def keeps_rate_limits(self, *buckets: Bucket) -> bool:
        """Count this sending, in a transaction of its own; where it came too often, the form says so."""
        try:
            with transaction():
                take(*buckets)
        except TooOften as error:
            self.show_too_often(error)
        return self.too_often is None

    def show_too_often(self, error: TooOften) -> None:
        self.too_often = error
        self.show_faults({"": error.verdict})

    @property
    def refusal(self) -> tuple[int, dict[str, str]]:
        """Status and headers of the page that shows the form again."""
        return (429, self.too_often.headers) if self.too_often else (422, {})

    def show_faults(self, faults: Mapping[str, Verdict]) -> None:
        """Put what a service found wrong beside the fields that it names."""
        for name, verdict in faults.items():
            words = reason(verdict)
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, words]
            else:
                self.form_errors = [*self.form_errors, words]


class PressForm(Form):
    """A button and nothing else: the token that comes with every form."""
