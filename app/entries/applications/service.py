"""Verbs of the applicant: start, save, submit, withdraw."""

from __future__ import annotations

from collections.abc import Mapping

from app.audit.service import record
from app.consents.service import give_consents
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.rate_limits import take
from app.core.regions import region
from app.core.verdict import _, need
from app.entries import rules as entries_rules
from app.entries.applications import rules
from app.entries.applications.candidacies import settle_candidacies, withdraw_candidacies
from app.entries.applications.drafts import lock, name_entry, registered_of, rules_of
from app.entries.applications.entries_per_applicant import free_slot, take_slot
from app.entries.applications.entry_numbers import next_number
from app.entries.applications.queries import applicants_of, is_consented
from app.entries.applications.submission_checks import SubmissionChecks
from app.entries.applications.submissions import keep_submission
from app.entries.models import Entry, EntryState, Submission
from app.entries.rate_limits import SENDINGS
from app.outbox.service import enqueue_letter
from app.people.models import Organisation, Person
from app.programmes.models import Direction, Edition


def start(
    *,
    edition: Edition,
    direction: Direction,
    organisation: Organisation | None = None,
    person: Person | None = None,
    country_region: str,
    consents: Mapping[str, str | int],
    by: Person,
) -> Entry:
    """Open a draft, for an organisation or for a person; `consents`: what is agreed to, in which version."""
    now = clock.now()
    enforce(rules.may_start(by, edition, now))
    given = {consent.purpose: consent for consent in give_consents(edition=edition, purposes=consents, by=by)}
    if not (consented := rules.has_consented(given) or is_consented(edition, by)):
        raise Invalid({"processing": consented})
    entry = Entry(
        edition=edition,
        direction=direction,
        organisation=organisation,
        person=person,
        country_region=region(country_region).code,
        created_by_id=by.id,
        created_at=now,
        saved_at=now,
        draft={},
        tracks_draft=[],
    )
    wants_organisation = rules_of(entry).applicant == "organisation"
    if (organisation is not None) != wants_organisation:
        raise Invalid({"organisation": need(False, _("This direction takes another kind of applicant."))})
    enforce(entries_rules.owns_entry(by, entry_with_ids(entry, organisation, person), now))
    db.session.add(entry)
    db.session.flush()
    record(
        "entry.started", f"entry:{entry.public_id}", by=by, edition_id=edition.id, direction=direction.code
    )
    return entry


def entry_with_ids(entry: Entry, organisation: Organisation | None, person: Person | None) -> Entry:
    """Rules ask for ids, which a new row only gets when it is flushed."""
    entry.organisation_id = organisation.id if organisation else None
    entry.person_id = person.id if person else None
    return entry


def submit(*, entry: Entry, version: int, by: Person) -> Submission:
    """Submit the saved draft: complete, in time, nominated where that is needed; then confirm by message.

    Raises Conflict where `version` is not the one that stands, Invalid for what the draft lacks.
    """
    lock(entry)
    checks = SubmissionChecks(entry, by)
    enforce(checks.writable)
    if submitted := checks.already_submitted:
        return submitted
    _admit(checks, version=version)
    changed, earlier = checks.changed, checks.latest
    entry.number = entry.number or next_number(entry.edition)
    entry.state, entry.submitted_at, entry.withdrawn_at = EntryState.SUBMITTED, checks.now, None
    take_slot(entry)
    name_entry(entry)
    submission = keep_submission(entry, by, earlier=earlier, version=version)
    settle_candidacies(entry, changed=changed)
    _record_submission(entry, submission, by=by)
    _confirm(entry, submission)
    db.session.flush()
    return submission


def _admit(checks: SubmissionChecks, *, version: int) -> None:
    """Refuse what cannot be submitted; what the register says of the applicant now is submitted with it."""
    entry = checks.entry
    if entry.version != version:
        raise Conflict(_("This draft was saved elsewhere after you opened it."), theirs=dict(entry.draft))
    entry.draft = {**entry.draft, **registered_of(entry)}
    if missing := checks.missing:
        raise Invalid(missing)
    enforce(checks.nominated)
    take((SENDINGS, checks.person.public_id))
    enforce(checks.corrected)


def _record_submission(entry: Entry, submission: Submission, *, by: Person) -> None:
    record(
        "entry.submitted",
        f"entry:{entry.public_id}",
        by=by,
        edition_id=entry.edition_id,
        number=entry.number,
        submission=submission.number,
        sha256=submission.sha256,
        tracks=entry.tracks_draft,
    )


def _confirm(entry: Entry, submission: Submission) -> None:
    for person in applicants_of(entry):
        enqueue_letter(
            "entry_submitted",
            to=person,
            entry=entry.public_id,
            number=entry.number,
            sha256=submission.sha256,
            title={"zh": entry.title_zh, "en": entry.title_en},
            at=submission.submitted_at.isoformat(),
        )


def withdraw(*, entry: Entry, by: Person) -> Entry:
    """Take the entry back before the deadline; it can be submitted again until then."""
    now = clock.now()
    enforce(rules.may_withdraw(by, entry, now))
    take((SENDINGS, by.public_id))
    entry.state, entry.withdrawn_at = EntryState.WITHDRAWN, now
    free_slot(entry)
    withdraw_candidacies(entry)
    record(
        "entry.withdrawn", f"entry:{entry.public_id}", by=by, edition_id=entry.edition_id, number=entry.number
    )
    for person in applicants_of(entry):
        enqueue_letter("entry_withdrawn", to=person, entry=entry.public_id, number=entry.number)
    db.session.flush()
    return entry


def delete_draft(*, entry: Entry, by: Person) -> None:
    """Throw away what was never submitted, with the rows of its files; their bytes go once this is committed."""
    lock(entry)
    enforce(rules.may_delete(by, entry, clock.now()))
    record("entry.deleted", f"entry:{entry.public_id}", by=by, edition_id=entry.edition_id)
    for attachment in entry.attachments:
        db.session.delete(attachment)
    db.session.flush()
    db.session.delete(entry)
    db.session.flush()
