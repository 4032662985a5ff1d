"""Who proposes a prize list, and who approves it or sends it back: never the person who drew it up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_approver, is_officer

if TYPE_CHECKING:
    from app.people.models import Person
    from app.results.models import PrizeList


def may_propose(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    return is_officer(person, prize_list.edition, now) and need(
        prize_list.state == "draft", _("This list has been proposed already.")
    )


def may_approve(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    """By an approver who is never the one who drew it up."""
    return (
        is_approver(person, prize_list.edition, now)
        and need(prize_list.state == "proposed", _("This list is not waiting for approval."))
        and need(
            person.id != prize_list.drawn_up_by_id, _("You drew this list up: another person approves it.")
        )
    )


def may_send_back(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    """Until it is published, also when it is approved or under public notice: that is what a notice is for."""
    return (
        is_approver(person, prize_list.edition, now)
        and need(
            prize_list.state in ("proposed", "approved"),
            _("This list is not waiting for approval or publication."),
        )
        and need(
            person.id != prize_list.drawn_up_by_id, _("You drew this list up: another person sends it back.")
        )
    )
