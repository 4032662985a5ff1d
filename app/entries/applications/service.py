"""Verbs of the applicant: start, save, send in, withdraw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785
import sqlalchemy as sa

from app.audit.service import record
from app.consents.service import give_consents
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.merging import fingerprint
from app.core.pace import take
from app.core.regions import region
from app.core.verdict import Verdict, _, need
from app.entries import rules as entries_rules
from app.entries.applications import rules
from app.entries.applications.drafts import is_consented, lock, missing, name_entry, registered_of, rules_of
from app.entries.applications.queries import applicants_of
from app.entries.applications.slots import free_slot, has_slot, take_slot
from app.entries.fields.checks import sent_along
from app.entries.models import Candidacy, Eligibility, Entry, EntryState, Submission
from app.entries.paces import SENDINGS
from app.nominations.queries import covers, is_member_organisation
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


def is_nominated(entry: Entry) -> Verdict:
    """Whether the nomination that the rule-book asks for stands; who was a member at the close needs none."""
    needed = rules_of(entry).nomination.needed
    if needed == "no":
        return rules.is_nominated(needed, is_member=False, is_covered=False)
    return rules.is_nominated(
        needed,
        is_member=is_member_organisation(entry.organisation_id, min(clock.now(), entry.edition.closes_at)),
        is_covered=covers(entry.edition, organisation_id=entry.organisation_id, person_id=entry.person_id),
    )


def is_admissible(entry: Entry) -> Verdict:
    """Whether it could be sent in but for its text: nominated where needed, and within the applicant's limit."""
    return is_nominated(entry) and has_slot(entry)


def is_submittable(entry: Entry) -> Verdict:
    """The same, and, where it was returned for correction, corrected."""
    return is_admissible(entry) and _is_corrected(entry, _latest_submission(entry))


def _is_corrected(entry: Entry, latest: Submission | None) -> Verdict:
    """In the draft, or by a nomination that was accepted since: what is asked for may be that."""
    returned = [each.screened_at for each in entry.candidacies if each.eligibility == Eligibility.RETURNED]
    since = min((instant for instant in returned if instant), default=None)
    nominated = since is not None and covers(
        entry.edition, organisation_id=entry.organisation_id, person_id=entry.person_id, since=since
    )
    return rules.is_corrected(entry, changed=nominated or is_changed(entry, latest))


def submit(*, entry: Entry, version: int, by: Person) -> Submission:
    """Send the saved draft in: complete, in time, nominated where that is needed; then confirm by message."""
    lock(entry)
    now = clock.now()
    enforce(rules.may_edit(by, entry, now) and is_consented(entry.edition, by))
    if sent := _sent_already(entry):
        return sent
    if entry.version != version:
        raise Conflict(_("This draft was saved elsewhere after you opened it."), theirs=dict(entry.draft))
    entry.draft = {**entry.draft, **registered_of(entry)}
    if found := missing(entry):
        raise Invalid(found)
    enforce(is_nominated(entry))
    take((SENDINGS, by.public_id))
    earlier = _latest_submission(entry)
    enforce(_is_corrected(entry, earlier))
    entry.number = entry.number or _next_number(entry.edition)
    entry.state, entry.submitted_at, entry.withdrawn_at = EntryState.SUBMITTED, now, None
    take_slot(entry)
    name_entry(entry)
    changed = is_changed(entry, earlier)
    number = earlier.number + 1 if earlier else 1
    submission = _keep_submission(entry, by, number=number, version=version)
    _settle_candidacies(entry, changed=changed)
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
    for person in applicants_of(entry):
        enqueue_letter(
            "entry_submitted",
            to=person,
            entry=entry.public_id,
            number=entry.number,
            sha256=submission.sha256,
            title={"zh": entry.title_zh, "en": entry.title_en},
            at=now.isoformat(),
        )
    db.session.flush()
    return submission


def _next_number(edition: Edition) -> str:
    taken = db.session.scalar(
        sa.update(Edition)
        .where(Edition.id == edition.id)
        .values(next_number=Edition.next_number + 1)
        .returning(Edition.next_number)
        .execution_options(synchronize_session=False)
    )
    return f"{edition.rulebook.number_prefix}-{(taken or 1) - 1:04d}"


def _latest_submission(entry: Entry) -> Submission | None:
    own = sa.select(Submission).where(Submission.entry_id == entry.id).order_by(Submission.number.desc())
    return db.session.scalar(own.limit(1))


def _sent_already(entry: Entry) -> Submission | None:
    """The submission of this very text, where nothing was asked for since: another tab submitted it, and this one gets
    its answer."""
    latest = _latest_submission(entry)
    if latest is None or entry.state != EntryState.SUBMITTED or is_changed(entry, latest):
        return None
    asked = any(candidacy.eligibility == Eligibility.RETURNED for candidacy in entry.candidacies)
    return None if asked else latest


def is_changed(entry: Entry, latest: Submission | None) -> bool:
    """Whether the draft differs from what was submitted last, in an answer, a track or a file; what a browser makes of
    line ends and of empty fields is no difference."""
    if latest is None:
        return True
    answers = sent_along(rules_of(entry), entry.draft)
    codes = {*answers, *latest.answers}
    same = all(fingerprint(answers.get(code)) == fingerprint(latest.answers.get(code)) for code in codes)
    return not same or latest.sha256 != _sha256_of(entry, latest.answers)


def _sha256_of(entry: Entry, answers: Mapping[str, Any]) -> str:
    files = sorted([file.field, file.sha256] for file in entry.standing_files)
    content = {"answers": answers, "tracks": entry.tracks_draft, "number": entry.number, "files": files}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _keep_submission(entry: Entry, by: Person, *, number: int, version: int) -> Submission:
    answers = sent_along(rules_of(entry), entry.draft)
    submission = Submission(
        entry_id=entry.id,
        number=number,
        entry_version=version,
        answers=answers,
        tracks=list(entry.tracks_draft),
        sha256=_sha256_of(entry, answers),
        submitted_at=clock.now(),
        submitted_by_id=by.id,
    )
    db.session.add(submission)
    return submission


def _settle_candidacies(entry: Entry, *, changed: bool) -> None:
    """One candidacy a chosen track, in order of preference.

    An answered correction waits for screening again, and so does what was found eligible as another text.
    """
    asked_again = {Eligibility.RETURNED, Eligibility.ELIGIBLE} if changed else {Eligibility.RETURNED}
    standing = [candidacy.track.code for candidacy in entry.candidacies]
    if standing != entry.tracks_draft:
        _replace_candidacies(entry)
    for candidacy in entry.candidacies:
        if candidacy.eligibility in asked_again:
            candidacy.eligibility, candidacy.screened_at = Eligibility.PENDING, None
            candidacy.screened_by_id, candidacy.answer_by = None, None


def _replace_candidacies(entry: Entry) -> None:
    if entry.candidacies:
        _withdraw_candidacies(entry)
    of_code = {
        track.code: track for track in entry.edition.tracks if track.direction_id == entry.direction_id
    }
    entry.candidacies.extend(
        Candidacy(track=of_code[code], slot=slot) for slot, code in enumerate(entry.tracks_draft, start=1)
    )


def _withdraw_candidacies(entry: Entry) -> None:
    """They stay on record; their slots are free for the next ones."""
    for candidacy in entry.candidacies:
        candidacy.withdrawn_at = clock.now()
    db.session.flush()
    db.session.expire(entry, ["candidacies"])


def withdraw(*, entry: Entry, by: Person) -> Entry:
    """Take the entry back before the deadline; it can be sent in again until then."""
    now = clock.now()
    enforce(rules.may_withdraw(by, entry, now))
    take((SENDINGS, by.public_id))
    entry.state, entry.withdrawn_at = EntryState.WITHDRAWN, now
    free_slot(entry)
    _withdraw_candidacies(entry)
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
