"""Ask for a correction, agree to it, end it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.outbox.service import enqueue_letter
from app.people.models import Person, Role
from app.people.roles.queries import people_in_office
from app.programmes.corrections import rules
from app.programmes.corrections.models import Correction
from app.programmes.corrections.queries import live_correction
from app.programmes.corrections.results_hooks import names_struck
from app.programmes.editions.queries import lock_edition
from app.programmes.models import Edition


def may_ask_correction(edition: Edition, by: Person) -> Verdict:
    return rules.may_ask(by, edition, clock.now()) and rules.is_the_only_one(live_correction(edition.id))


def ask_correction(*, edition: Edition, reason: str, note: Mapping[str, str], by: Person) -> Correction:
    """`reason` is for the second person and the auditor; `note`, in both languages, is for everybody."""
    lock_edition(edition)
    enforce(may_ask_correction(edition, by))
    given = {language: stated(note.get(language, "")) for language in ("zh", "en")}
    if faults := _faults(reason, given):
        raise Invalid(faults)
    correction = Correction(
        edition=edition,
        number=_next_number(edition),
        reason=stated(reason),
        note=given,
        asked_at=clock.now(),
        asked_by_id=by.id,
    )
    db.session.add(correction)
    db.session.flush()
    _record("correction.asked", correction, by)
    for person in people_in_office(Role.APPROVER, edition_id=edition.id, now=clock.now()):
        if person.id != by.id:
            enqueue_letter("correction_asked", to=person, **_about(correction))
    return correction


def _next_number(edition: Edition) -> int:
    count = sa.select(sa.func.count()).where(Correction.edition_id == edition.id)
    return 1 + (db.session.scalar(count) or 0)


def _faults(reason: str, note: Mapping[str, str]) -> dict[str, Verdict]:
    faults = {} if stated(reason) else {"reason": need(False, _("Say why: the second person reads it."))}
    missing = need(False, _("Everybody reads the note, in both languages."))
    return faults | {f"note_{language}": missing for language, text in note.items() if not text}


def agree_correction(*, correction: Correction, by: Person) -> None:
    """Let it begin: from now on its note stands on the public pages."""
    lock_edition(correction.edition)
    enforce(rules.may_agree(by, correction, clock.now()))
    correction.agreed_at, correction.agreed_by_id = clock.now(), by.id
    _record("correction.agreed", correction, by)
    enqueue_letter("correction_agreed", to=correction.asked_by, **_about(correction))
    db.session.flush()


def begin_correction(
    *, edition: Edition, reason: str, note: dict[str, str], asked_by: Person, asked_at: datetime, by: Person
) -> Correction:
    """Under way at once: the two people have agreed already to what makes it necessary. Called where they did, which
    has asked every rule."""
    correction = Correction(
        edition=edition,
        number=_next_number(edition),
        reason=reason,
        note=note,
        asked_at=asked_at,
        asked_by=asked_by,
        agreed_at=clock.now(),
        agreed_by=by,
    )
    db.session.add(correction)
    db.session.flush()
    _record("correction.agreed", correction, by)
    return correction


def may_end_correction(correction: Correction, by: Person) -> Verdict:
    return rules.may_end(by, correction, clock.now()) and rules.may_stay_as_published(
        correction, struck=names_struck(correction.edition_id)
    )


def end_correction(*, correction: Correction, reason: str, by: Person) -> None:
    """End it without a change, with the reason."""
    lock_edition(correction.edition)
    enforce(may_end_correction(correction, by))
    if not (given := stated(reason)):
        raise Invalid({"reason": need(False, _("Say why it ends without a change."))})
    _end(correction, by, ending=given)
    if by.id != correction.asked_by_id:
        enqueue_letter("correction_ended", to=correction.asked_by, reason=given, **_about(correction))
    db.session.flush()


def complete_correction(correction: Correction, by: Person) -> None:
    """Its result is published. Called where the publication is made, which has asked every rule."""
    _end(correction, by, ending="")
    db.session.flush()


def _end(correction: Correction, by: Person, *, ending: str) -> None:
    correction.ended_at, correction.ended_by_id, correction.ending = clock.now(), by.id, ending
    _record("correction.ended", correction, by)


def _about(correction: Correction) -> dict[str, object]:
    """What letters about it say."""
    book = correction.edition.rulebook
    return {"programme": book.name.model_dump(), "year": book.year, "correction": correction.public_id}


def _record(action: str, correction: Correction, by: Person) -> None:
    record(
        action,
        f"correction:{correction.public_id}",
        by=by,
        edition_id=correction.edition_id,
        number=correction.number,
    )
