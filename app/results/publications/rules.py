"""Who may publish, and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_secretariat

if TYPE_CHECKING:
    from app.people.models import Person
    from app.results.models import PrizeList, PublicNotice


def may_publish(
    person: Person, prize_list: PrizeList, now: datetime, *, notice: PublicNotice | None
) -> Verdict:
    """Approved by a second person, and the public notice over where there is one."""
    asked = prize_list.rulebook_version.rulebook.notice.of == "winners"
    return (
        is_secretariat(person, prize_list.edition, now)
        and need(prize_list.state != "published", _("This list has been published."))
        and need(prize_list.state == "approved", _("This list has not been approved."))
        and need(not asked or notice is not None, _("The public notice has not been posted."))
        and need(
            notice is None or now >= notice.ends_at,
            _("The public notice ends at %(closes)s."),
            closes=notice.ends_at if notice else None,
        )
    )
