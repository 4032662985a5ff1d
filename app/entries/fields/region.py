"""A country or region of the organiser's reviewed table."""

from __future__ import annotations

from typing import Any

from app.core.i18n import region_choices, region_name
from app.core.regions import REGIONS
from app.core.verdict import Verdict, _, need
from app.entries.fields.field_kind import Story
from app.entries.fields.options import OfferedKind
from app.programmes.rulebook import Field


class RegionKind(OfferedKind):
    def offered(self, _field: Field) -> dict[str, str]:
        return dict(region_choices())

    def check(self, _field: Field, value: Any) -> Verdict:
        return need(value in REGIONS, _("Choose a country or region from the list."))

    def as_text(self, _field: Field, value: Any) -> str:
        """One name alone, without sorting the whole table."""
        return region_name(value) if value in REGIONS else str(value or "")

    def made_up(self, _field: Field, story: Story) -> str:
        return str(story.facts["region"])


KIND = RegionKind()
