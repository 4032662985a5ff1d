"""The form of one's own consents: a box for each purpose."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField
from wtforms.validators import Optional

from app.core.forms import Form, Marked


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
