"""Who may put a list under public notice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_officer

if TYPE_CHECKING:
    from app.people.models import Person
    from app.results.models import PrizeList


def may_post_notice(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    asked = prize_list.rulebook_version.rulebook.notice.of == "winners"
    return (
        is_officer(person, prize_list.edition, now)
        and need(prize_list.state == "approved", _("Only an approved list is put under public notice."))
        and need(asked, _("The rule-book of this edition asks for no public notice of winners."))
    )
