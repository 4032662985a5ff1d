"""A prize list is proposed by an officer, and approved or sent back by somebody who did not draw it up."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.entries.conflicts.queries import has_conflict_in
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.results.approvals import rules
from app.results.models import PrizeList, PrizeListState
from app.results.prizes import rules as prizes_rules
from app.results.prizes.service import record_list
from app.results.prizes.source_rankings import standing_of
from app.results.strikes.service import names_nobody_struck
from app.results.ties import rules as ties_rules


def may_propose(prize_list: PrizeList, by: Person) -> Verdict:
    return (
        rules.may_propose(by, prize_list, clock.now())
        and prizes_rules.stands(standing_of(prize_list))
        and names_nobody_struck(prize_list)
    )


def may_approve(prize_list: PrizeList, by: Person) -> Verdict:
    """By an approver who did not draw it up, of a list that stands.

    The approver has no conflict of interest with any applicant of the edition.
    """
    now = clock.now()
    return (
        rules.may_approve(by, prize_list, now)
        and ties_rules.has_no_conflict(has_conflict_in(by, prize_list.edition, now))
        and prizes_rules.stands(standing_of(prize_list))
        and names_nobody_struck(prize_list)
    )


def may_send_back(prize_list: PrizeList, by: Person) -> Verdict:
    now = clock.now()
    return rules.may_send_back(by, prize_list, now) and ties_rules.has_no_conflict(
        has_conflict_in(by, prize_list.edition, now)
    )


def propose(*, prize_list: PrizeList, by: Person) -> None:
    """Lay a list before the approver."""
    lock_edition(prize_list.edition)
    enforce(may_propose(prize_list, by))
    prize_list.state, prize_list.proposed_at = PrizeListState.PROPOSED, clock.now()
    record_list("prizes.proposed", prize_list, by)
    db.session.flush()


def approve(*, prize_list: PrizeList, by: Person) -> None:
    """Agree to a list that somebody else drew up."""
    lock_edition(prize_list.edition)
    enforce(may_approve(prize_list, by))
    prize_list.state, prize_list.decided_at, prize_list.decided_by_id = (
        PrizeListState.APPROVED,
        clock.now(),
        by.id,
    )
    record_list("prizes.approved", prize_list, by)
    db.session.flush()


def send_back(*, prize_list: PrizeList, reason: str, by: Person) -> None:
    """Refuse a list, also one that was approved, with the reason; the officer draws up another."""
    lock_edition(prize_list.edition)
    enforce(may_send_back(prize_list, by))
    if not stated(reason):
        raise Invalid({"reason": need(False, _("Say why, so that the officer can mend it."))})
    prize_list.state, prize_list.return_reason = PrizeListState.RETURNED, stated(reason)
    prize_list.decided_at, prize_list.decided_by_id = clock.now(), by.id
    record_list("prizes.returned", prize_list, by)
    db.session.flush()
