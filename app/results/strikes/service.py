"""Strike an entry: the applicant may ask, an officer proposes with a reason, another person agrees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.entries.conflicts.queries import has_conflict_in
from app.entries.models import Entry
from app.judging.stages.struck_entries import leave_stages
from app.outbox.service import enqueue_letter
from app.people.models import Person, Role
from app.people.roles.queries import people_in_office
from app.programmes.editions.queries import lock_edition
from app.results.models import PrizeList
from app.results.strikes import rules
from app.results.strikes.models import Strike, StrikeCause, StrikeState
from app.results.strikes.queries import applicants_of, standing_strike, struck_on
from app.results.strikes.strike_corrections import lead_on, may_lead_on
from app.results.ties.rules import has_no_conflict


def may_request_withdrawal(entry: Entry, by: Person) -> Verdict:
    return rules.may_ask_to_withdraw(by, entry, clock.now()) and rules.is_free(standing_strike(entry))


def may_propose_to_strike(entry: Entry, by: Person) -> Verdict:
    """By an officer without a conflict of interest with any applicant of the edition.

    Who strikes one entry moves others up.
    """
    now = clock.now()
    return (
        rules.may_propose_strike(by, entry, now)
        and has_no_conflict(has_conflict_in(by, entry.edition, now))
        and rules.is_open(standing_strike(entry))
    )


def may_decide_on_strike(strike: Strike, by: Person) -> Verdict:
    now = clock.now()
    return rules.may_decide_strike(by, strike, now) and has_no_conflict(
        has_conflict_in(by, strike.entry.edition, now)
    )


def may_agree_to_strike(strike: Strike, by: Person) -> Verdict:
    return may_decide_on_strike(strike, by) and may_lead_on(strike)


def names_nobody_struck(prize_list: PrizeList) -> Verdict:
    """A list with an entry that was struck goes no further; beside one that is published, another is drawn up."""
    return rules.names_nobody_struck(bool(struck_on(prize_list)))


def ask(*, entry: Entry, request: str, by: Person) -> Strike:
    """The applicant wants out; nothing changes before two people of the secretariat have agreed."""
    enforce(may_request_withdrawal(entry, by))
    strike = Strike(
        entry=entry,
        state=StrikeState.ASKED,
        cause=StrikeCause.WITHDRAWN,
        request=_words(request, "request"),
        asked_at=clock.now(),
        asked_by=by,
    )
    db.session.add(strike)
    _record("strike.asked", strike, by)
    tell_of_strike("strike_asked", _office(Role.OFFICER, entry), strike, by=by)
    return strike


def propose(*, entry: Entry, cause: StrikeCause | str, reason: str, by: Person) -> Strike:
    """Lay a strike before the approver, on the applicant's request or without one."""
    enforce(may_propose_to_strike(entry, by))
    words = _words(reason, "reason")
    strike = standing_strike(entry) or Strike(entry=entry)
    strike.cause = StrikeCause(cause)
    strike.state, strike.reason = StrikeState.PROPOSED, words
    strike.proposed_at, strike.proposed_by = clock.now(), by
    db.session.add(strike)
    _record("strike.proposed", strike, by)
    tell_of_strike("strike_proposed", _office(Role.APPROVER, entry), strike, by=by)
    return strike


def agree(*, strike: Strike, by: Person) -> Strike:
    """The entry is out: it leaves the stages that are not closed, and no list to come names it.

    Where the published list names it, a correction is under way from here on: the further list is drawn up in it.
    """
    lock_edition(strike.entry.edition)
    enforce(may_agree_to_strike(strike, by))
    _decide(strike, StrikeState.AGREED, by)
    leave_stages(entry=strike.entry, reason=strike.reason, by=by)
    _record("strike.agreed", strike, by)
    lead_on(strike, by=by)
    tell_of_strike("strike_agreed", applicants_of(strike.entry, clock.now()), strike, by=by)
    tell_of_strike("strike_decided", _office(Role.OFFICER, strike.entry), strike, by=by)
    return strike


def refuse(*, strike: Strike, reason: str, by: Person) -> Strike:
    """The entry stays in, with the reason; whoever asked is told."""
    enforce(may_decide_on_strike(strike, by))
    strike.refusal = _words(reason, "reason")
    _decide(strike, StrikeState.REFUSED, by)
    _record("strike.refused", strike, by)
    tell_of_strike("strike_decided", _office(Role.OFFICER, strike.entry), strike, by=by)
    if strike.asked_at is not None:
        tell_of_strike("strike_refused", applicants_of(strike.entry, clock.now()), strike, by=by)
    return strike


def _decide(strike: Strike, state: StrikeState, by: Person) -> None:
    strike.state, strike.decided_at, strike.decided_by = state, clock.now(), by


def _words(typed: str, field: str) -> str:
    if not (words := stated(typed)):
        raise Invalid({field: need(False, _("Say why."))})
    return words


def _office(role: Role, entry: Entry) -> list[Person]:
    """Those in the role who may know of the entry."""
    now = clock.now()
    people = people_in_office(role, edition_id=entry.edition_id, now=now)
    return [person for person in people if rules.sees_as_office(person, entry, now)]


def tell_of_strike(kind: str, people: Iterable[Person], strike: Strike, *, by: Person) -> None:
    entry = strike.entry
    facts: dict[str, Any] = {
        "number": entry.number,
        "entry": entry.public_id,
        "strike": strike.public_id,
        "cause": str(strike.cause),
        "state": str(strike.state),
        "words": strike.request,
        "reason": strike.reason,
        "refusal": strike.refusal,
        "title": {"zh": entry.title_zh, "en": entry.title_en},
    }
    for person in people:
        if person.id != by.id:
            enqueue_letter(kind, to=person, **facts)


def _record(action: str, strike: Strike, by: Person) -> None:
    db.session.flush()
    entry = strike.entry
    record(
        action,
        f"entry:{entry.public_id}",
        by=by,
        edition_id=entry.edition_id,
        number=entry.number,
        cause=str(strike.cause),
    )
