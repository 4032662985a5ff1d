"""Who needs a nomination (推荐), who may give one, and how many."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.part import INFORMATION, Checks, Complaint, Part, complaint
from app.programmes.rulebook.values import Count, FieldCode, Flag

Needed = Literal["no", "non_members", "yes"]
Proposer = Literal["members", "secretariat"]
Acceptance = Literal["firm", "private"]


@cache
def member_categories() -> Mapping[str, Text]:
    """The categories of membership in the organiser's order, from the editable table."""
    table = Path(__file__).parent.parent / "member-categories.toml"
    rows = tomllib.loads(table.read_text(encoding="utf-8"))["categories"]
    return MappingProxyType({row["code"]: Text(zh=row["zh"], en=row["en"]) for row in rows})


class NominationRule(Part):
    """`non_members`: a WIC member applies directly, anyone else needs a member's nomination."""

    needed: Needed
    """Who needs one. For persons it is no or yes."""
    proposers: tuple[Proposer, ...] = ()
    """Who may give one: members for organisations; for persons the secretariat too."""
    quotas: dict[FieldCode, Count] = Field(default_factory=dict)
    """Units a member of each category has; a category that is not named has none."""
    counts_against_quota: Flag = False
    """Whether a member's nominations are counted; quotas are listed exactly then."""
    acceptance: Annotated[Acceptance, INFORMATION] = "firm"
    """Follows from who applies. `firm`: the firm agrees; `private`: a person answers alone, and a refusal leaves no
    public trace."""

    def quota(self, category: str) -> int | None:
        """Units of a member of this category; None where nominations are not counted."""
        return self.quotas.get(category, 0) if self.counts_against_quota else None

    def checks(self) -> Checks:
        return self._complaints, self._unknown_categories

    def _complaints(self) -> Iterator[Complaint]:
        if self.needed != "no" and not self.proposers:
            yield complaint(("proposers",), _("a nomination is needed, but nobody is named who may give it."))
        if self.needed == "no" and (self.proposers or self.quotas):
            yield complaint(
                ("needed",), _("no nomination is needed, so there is nothing to propose or to count.")
            )
        if self.counts_against_quota != bool(self.quotas):
            yield complaint(
                ("counts_against_quota",),
                _("quotas are listed exactly where nominations count against them."),
            )

    def _unknown_categories(self) -> Iterator[Complaint]:
        for category in self.quotas:
            if category not in member_categories():
                yield complaint(
                    ("quotas", category),
                    _("“%(category)s” is not a category of membership; known are %(known)s."),
                    category=category,
                    known=", ".join(member_categories()),
                )
