"""Who ranks, settles ties, draws up, approves and publishes, and when each may be done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_approver, is_officer, reads_dossiers

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Edition
    from app.results.models import PrizeList


def sees_prize_list(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    return reads_dossiers(person, prize_list.edition, now)


def may_draw_up(person: Person, edition: Edition, now: datetime) -> Verdict:
    return is_officer(person, edition, now)


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
