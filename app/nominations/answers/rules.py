"""Who may answer a nomination, by its link or by name, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.nominations.rules import is_nominee, is_proposer, is_vouched_for
from app.people.organisations.rules import is_able_to_act

if TYPE_CHECKING:
    from app.nominations.models import Nomination
    from app.people.models import Person


def sees_by_link(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    """What the mailed link shows while it is unused; afterwards only its nominee comes this way."""
    return need(nomination.state == "sent", _("This link has been used.")) or is_nominee(
        person, nomination, now
    )


def may_take_place(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    """Whether the holder of the link may become the nominee, or the first to act for the firm."""
    free = nomination.is_of_a_firm or nomination.nominee_person_id in (None, person.id)
    return (
        need(nomination.state == "sent", _("This link has been used."))
        and (need(person.email == nomination.nominee_email, "") or is_able_to_act(person))
        and need(person.is_active, _("This account is closed."))
        and need(free, _("This nomination is for somebody else."))
        and need(
            not is_proposer(person, nomination, now),
            _("Whoever nominates does not answer for the nominee. Pass the link on to them."),
        )
    )


def may_accept(person: Person, nomination: Nomination, now: datetime, *, holds_link: bool = False) -> Verdict:
    return (
        is_nominee(person, nomination, now)
        and (need(holds_link, "") or is_vouched_for(person, nomination, now))
        and need(nomination.state == "sent", _("This nomination has been answered or withdrawn."))
        and need(
            now < nomination.edition.closes_at,
            _("A nomination could be accepted until %(closes)s; it is now %(now)s."),
            closes=nomination.edition.closes_at,
            now=now,
        )
    )


def may_decline(
    person: Person, nomination: Nomination, now: datetime, *, holds_link: bool = False
) -> Verdict:
    """An open question can always be declined; what was accepted, until the deadline."""
    return (
        (
            (is_nominee(person, nomination, now) and is_vouched_for(person, nomination, now))
            or (
                need(holds_link, _("This nomination is not yours to answer."))
                and may_take_place(person, nomination, now)
            )
        )
        and need(nomination.is_live, _("This nomination has been answered or withdrawn."))
        and need(
            nomination.state == "sent" or now < nomination.edition.closes_at,
            _("You accepted this nomination, and the deadline has passed."),
        )
    )
