"""Who asks for a strike, who proposes one and who agrees, and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.applications.rules import sees_entry
from app.entries.conflicts.rules import is_of_own_organisation
from app.entries.rules import owns_entry
from app.people.roles.rules import is_approver, is_officer, reads_dossiers

if TYPE_CHECKING:
    from app.entries.models import Entry
    from app.people.models import Person
    from app.results.strikes.models import Strike


def _is_in(entry: Entry, now: datetime) -> Verdict:
    live = need(entry.edition.archived_at is None, _("This edition is archived."))
    return (
        live
        and need(entry.state == "submitted", _("Only a submitted entry can be struck."))
        and need(
            entry.edition.closes_at <= now,
            _("Until applications close at %(closes)s the applicant withdraws an entry."),
            closes=entry.edition.closes_at,
        )
    )


def may_ask_to_withdraw(person: Person, entry: Entry, now: datetime) -> Verdict:
    return owns_entry(person, entry, now) and _is_in(entry, now)


def sees_as_office(person: Person, entry: Entry, now: datetime) -> Verdict:
    return (
        reads_dossiers(person, entry.edition, now)
        and need(
            not is_of_own_organisation(person, entry, now),
            _("You have a conflict of interest with this applicant."),
        )
        and sees_entry(person, entry, now)
    )


def may_propose_strike(person: Person, entry: Entry, now: datetime) -> Verdict:
    return (
        is_officer(person, entry.edition, now) and sees_as_office(person, entry, now) and _is_in(entry, now)
    )


def sees_strike(person: Person, strike: Strike, now: datetime) -> Verdict:
    return sees_as_office(person, strike.entry, now)


def may_decide_strike(person: Person, strike: Strike, now: datetime) -> Verdict:
    """By an approver who is never the one who proposed it."""
    return (
        is_approver(person, strike.entry.edition, now)
        and sees_strike(person, strike, now)
        and need(strike.state == "proposed", _("This strike does not wait for a decision."))
        and need(person.id != strike.proposed_by_id, _("You proposed this: another person agrees to it."))
    )


def is_free(standing: Strike | None) -> Verdict:
    """Whether nothing is under way about the entry that leaves no room for another request."""
    return need(standing is None, _("A strike of this entry is under way or was agreed to."))


def is_open(standing: Strike | None) -> Verdict:
    """Whether an officer may propose: nothing is under way, or only the applicant's own request."""
    return is_free(standing if standing and standing.state != "asked" else None)


def names_nobody_struck(struck: bool) -> Verdict:
    """Asked of a list before each step towards its publication. It does not say how many: not all may know of each."""
    return need(not struck, _("Something on this list was struck after it was drawn up: draw up another."))


def ranks_nobody_struck(struck: bool) -> Verdict:
    return need(not struck, _("Something in this ranking was struck after it was made: rank again."))
