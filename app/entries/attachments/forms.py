"""The shape of the application form, built from the rule-book; whether answers can stand is for `answers.py`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from app.core.forms import Form, Marked


class UploadForm(Form):
    file = FileField(_l("File"), [Marked()])
