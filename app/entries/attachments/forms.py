"""The form by which a file is added to an entry."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from app.core.forms import Form, Marked


class UploadForm(Form):
    file = FileField(_l("File"), [Marked()])
