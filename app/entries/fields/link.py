"""A web address."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup
from wtforms.widgets import URLInput

from app.core.verdict import Verdict, _, need
from app.entries.fields.field_kind import FieldKind, Story
from app.programmes.rulebook import Field

LINK = re.compile(r"https?://[^\s/$.?#][^\s]*", re.IGNORECASE)
LONGEST_LINK = 2000


class LinkKind(FieldKind):
    widget = URLInput()

    def check(self, _field: Field, value: Any) -> Verdict:
        link = str(value)
        fine = LINK.fullmatch(link) and len(link) <= LONGEST_LINK
        return need(fine, _("This is not a web address that begins with http:// or https://."))

    def as_html(self, field: Field, value: Any) -> Markup:
        """It leads where it says, where that is a web address at all."""
        link = self.as_text(field, value)
        if not link.startswith(("https://", "http://")):
            return super().as_html(field, value)
        return Markup('<a href="{0}" rel="nofollow noopener noreferrer">{0}</a>').format(link)

    def made_up(self, _field: Field, _story: Story) -> str:
        return "https://demo.example/project"


KIND = LinkKind()
