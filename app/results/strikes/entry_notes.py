"""What the page of an entry says of a strike, and what its reader can do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person
from app.core.i18n import instant
from app.core.verdict import Verdict
from app.entries.models import Entry
from app.entries.rules import is_applicant
from app.people.models import Person
from app.results.strikes import rules, service
from app.results.strikes.models import Strike, StrikeState
from app.results.strikes.queries import latest_strike


@dataclass(frozen=True, slots=True)
class Note:
    """`url` with its `label`: a page to go on to, "" where there is none."""

    title: str
    words: str
    url: str = ""
    label: str = ""
    verdict: Verdict | None = None
    struck: bool = False


def strike_note(entry: Entry) -> Note | None:
    """To the applicant and to the offices; nothing while applications are open."""
    person, now = current_person(), clock.now()
    if entry.state != "submitted" or now < entry.edition.closes_at:
        return None
    strike = latest_strike(entry)
    if is_applicant(person, entry, now):
        return _to_applicant(entry, strike, person)
    return _to_office(entry, strike, person) if rules.sees_as_office(person, entry, now) else None


def _to_applicant(entry: Entry, strike: Strike | None, person: Person) -> Note | None:
    if strike is not None and strike.state == StrikeState.AGREED:
        return Note(gettext("This entry was struck."), strike.reason, struck=True)
    if strike is not None and strike.state != StrikeState.REFUSED:
        words = gettext("The secretariat has your request and decides on it.") if strike.asked_at else ""
        return Note(gettext("You asked to withdraw this entry."), words) if words else _may_ask(entry, person)
    if strike is not None and strike.asked_at is not None:
        return _may_ask(entry, person, words=strike.refusal)
    return _may_ask(entry, person)


def _may_ask(entry: Entry, person: Person, *, words: str = "") -> Note | None:
    if not (verdict := service.may_request_withdrawal(entry, person)):
        return None
    title = (
        gettext("Your request to withdraw was not agreed to.") if words else gettext("Withdrawing this entry")
    )
    ask = words or gettext("Applications are closed, so two people of the secretariat have to agree.")
    url = url_for("results.ask_to_withdraw", public_id=entry.public_id)
    return Note(title, ask, url, gettext("Ask to withdraw"), verdict)


def _may_propose(entry: Entry, person: Person) -> Note | None:
    if not (verdict := service.may_propose_to_strike(entry, person)):
        return None
    words = gettext("An entry that is withdrawn or found ineligible now is struck by two people.")
    url = url_for("results.propose_strike", public_id=entry.public_id)
    return Note(gettext("Striking this entry"), words, url, gettext("Propose to strike it"), verdict)


def _to_office(entry: Entry, strike: Strike | None, person: Person) -> Note | None:
    if strike is None or strike.state == StrikeState.REFUSED:
        return _may_propose(entry, person)
    page = url_for("results.strike", public_id=strike.public_id)
    if strike.state == StrikeState.ASKED:
        asked = gettext("The applicant asks to withdraw this entry: %(time)s", time=instant(strike.asked_at))
        return Note(asked, strike.request, page, gettext("Open the request"))
    titles = {
        StrikeState.PROPOSED: gettext("It is proposed to strike this entry."),
        StrikeState.AGREED: gettext("This entry was struck."),
    }
    struck = strike.state == StrikeState.AGREED
    return Note(titles[strike.state], strike.reason, page, gettext("Open the strike"), struck=struck)
