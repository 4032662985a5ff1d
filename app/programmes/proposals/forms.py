"""The shape of what administrators and officers send."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileSize
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.core.forms import Form

MOST_BYTES = 256 * 1024
MOST_TEXT = 1024 * 1024


class RulebookUploadForm(Form):
    """A rule-book from the officer's own machine."""

    file = FileField(
        _l("Rule-book (TOML file)"),
        [FileSize(MOST_BYTES, message=_l("At most 256 kilobytes."))],
        render_kw={"accept": ".toml"},
    )


class ChooseForm(RulebookUploadForm):
    """One that comes with the product, or an own file."""

    shipped = RadioField(_l("Rule-book that comes with the product"), [Optional()], validate_choice=False)


class OpenForm(Form):
    book = HiddenField(validators=[DataRequired(), Length(max=MOST_TEXT)])
    demonstration = BooleanField(
        _l("This edition is a demonstration, and every page of it says so"),
        description=_l(
            "For a trial with invented entries. Where the rule-book itself says so, it is one in any case."
        ),
    )


class AmendForm(Form):
    book = HiddenField(validators=[DataRequired(), Length(max=MOST_TEXT)])
    reason = TextAreaField(
        _l("Why the rules change"),
        [DataRequired(), Length(max=2000)],
        description=_l("Everybody can read it beside the difference."),
    )


class RefuseForm(Form):
    reason = TextAreaField(_l("Why it is refused"), [DataRequired(), Length(max=2000)])
