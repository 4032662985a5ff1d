"""How many nominations a member has in a direction, by its category, and how many are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.nominations.models import Membership
    from app.programmes.models import Direction, Edition
    from app.programmes.rulebook import NominationRule


@dataclass(frozen=True, slots=True)
class Proposal:
    """A nomination about to be made: in which direction, in whose name; the secretariat's has no member."""

    direction: Direction
    membership: Membership | None = None
    used: int = 0

    @property
    def edition(self) -> Edition:
        return self.direction.edition

    @property
    def rule(self) -> NominationRule:
        return self.edition.rulebook.direction(self.direction.code).nomination

    @property
    def nominees(self) -> str:
        """What is nominated there: "organisation" or "person"."""
        return self.edition.rulebook.direction(self.direction.code).applicant

    @property
    def limit(self) -> int | None:
        """Units of the member's category; None where nominations are not counted."""
        return self.rule.quota(self.membership.category) if self.membership else None

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


def has_units_left(proposal: Proposal) -> Verdict:
    return need(proposal.limit != 0, _("Members of this category have no nominations here.")) and need(
        proposal.left is None or proposal.left > 0,
        _("All %(limit)s nominations of this member are used."),
        limit=proposal.limit,
    )
