"""Verbs of the applicant: start, save, send in, withdraw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785
import sqlalchemy as sa

from app.accounts.models import Organisation, Person
from app.accounts.queries import standing_consents
from app.accounts.service import give_consents
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.pace import take
from app.core.regions import REGIONS, region
from app.core.verdict import Verdict, _, need
from app.entries import rules
from app.entries.answers import faults, known
from app.entries.models import Candidacy, Eligibility, Entry, EntryState, Submission
from app.entries.queries import applicants_of
from app.entries.service.paces import SENDINGS
from app.entries.service.slots import free_slot, has_slot, take_slot
from app.nominations.queries import covers, is_member_organisation
from app.outbox.service import post
from app.programmes.models import Direction, Edition
from app.programmes.rulebook import Direction as DirectionRules

TITLES = {"title_zh": 300, "title_en": 600}  # the longest that is kept of each


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
    enforce(rules.owns_entry(by, entry_with_ids(entry, organisation, person), now))
    db.session.add(entry)
    db.session.flush()
    record("entry.started", f"entry:{entry.public_id}", by=by, edition_id=edition.id, direction=direction.code)
    return entry


def entry_with_ids(entry: Entry, organisation: Organisation | None, person: Person | None) -> Entry:
    """Rules ask for ids, which a new row only gets when it is flushed."""
    entry.organisation_id = organisation.id if organisation else None
    entry.person_id = person.id if person else None
    return entry


def rules_of(entry: Entry) -> DirectionRules:
    """What the rule-book says of this entry's direction."""
    return entry.edition.rulebook.direction(entry.direction.code)


def save_draft(
    *, entry: Entry, answers: Mapping[str, Any], tracks: Sequence[str], version: int, by: Person
) -> Entry:
    """Keep what was typed, right or wrong; `version` is the one the form was opened at."""
    _lock(entry)
    enforce(rules.may_save(by, entry, clock.now()) and is_consented(entry.edition, by))
    kept = known(rules_of(entry), answers)
    if entry.version != version:
        return _already_saved(entry, kept, list(tracks))
    entry.draft, entry.tracks_draft = kept, list(tracks)
    if entry.submitted_at is None:
        _name(entry)
    entry.saved_at = clock.now()
    db.session.flush()
    return entry


def _lock(entry: Entry) -> None:
    """Hold the row until the deed ends: whoever comes second compares with what stands, not with what stood."""
    db.session.refresh(entry, with_for_update={"of": Entry})


def _already_saved(entry: Entry, kept: dict[str, Any], tracks: list[str]) -> Entry:
    """The very same text is no conflict: the twin of this request saved it."""
    if (kept, tracks) != (entry.draft, entry.tracks_draft):
        raise Conflict(
            _("This draft was saved elsewhere after you opened it."),
            mine={"tracks": tracks, **kept}, theirs={"tracks": entry.tracks_draft, **entry.draft},
        )  # fmt: skip
    return entry


def _name(entry: Entry) -> None:
    """What lists, judges and winners' pages call it: once sent in, as it was sent in, whatever the draft says since."""
    entry.title_zh, entry.title_en = (str(entry.draft.get(key, ""))[:most] for key, most in TITLES.items())
    entry.country_region = _own_region(entry)


def _own_region(entry: Entry) -> str:
    """An organisation's is registered; a person's is what they answer, since it is asked for nowhere else."""
    if entry.organisation_id is not None:
        return entry.country_region
    asked = (entry.draft.get(field.code) for field in rules_of(entry).form if field.kind == "region")
    return next((code for code in asked if code in REGIONS), entry.country_region)


def missing(entry: Entry) -> dict[str, Verdict]:
    """Everything that keeps this draft from being sent in, by field; "tracks" for the choice of tracks."""
    direction = rules_of(entry)
    overseas = region(_own_region(entry)).overseas
    attached = {file.field for file in entry.standing_files}
    found = faults(direction, entry.draft, overseas=overseas, attached=attached)
    chosen = _chosen(entry, direction)
    return found if chosen else {"tracks": chosen, **found}


def _chosen(entry: Entry, direction: DirectionRules) -> Verdict:
    codes, offered = entry.tracks_draft, {track.code for track in direction.tracks}
    return need(set(codes) <= offered, _("There is no such track.")) and need(
        len(set(codes)) == len(codes), _("Choose each track once.")
    ) and need(
        direction.min_tracks <= len(codes) <= direction.max_tracks,
        _("Choose at least %(least)s and at most %(most)s."), least=direction.min_tracks, most=direction.max_tracks,
    )  # fmt: skip


def is_consented(edition: Edition, by: Person) -> Verdict:
    """Whether the person agreed to the processing of what they hand over, in the text in force."""
    return rules.has_consented(standing_consents(by, edition))


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


def submit(*, entry: Entry, version: int, by: Person) -> Submission:
    """Send the saved draft in: complete, in time, nominated where that is needed; then confirm by message."""
    _lock(entry)
    now = clock.now()
    enforce(rules.may_edit(by, entry, now) and is_consented(entry.edition, by))
    if sent := _sent_already(entry):
        return sent
    if entry.version != version:
        raise Conflict(_("This draft was saved elsewhere after you opened it."), theirs=dict(entry.draft))
    if found := missing(entry):
        raise Invalid(found)
    enforce(is_nominated(entry))
    take((SENDINGS, by.public_id))
    earlier = _latest_submission(entry)
    entry.number = entry.number or _next_number(entry.edition)
    entry.state, entry.submitted_at, entry.withdrawn_at = EntryState.SUBMITTED, now, None
    take_slot(entry)
    _name(entry)
    submission = _keep_submission(entry, by, number=earlier.number + 1 if earlier else 1, version=version)
    _settle_candidacies(entry, changed=earlier is None or earlier.sha256 != submission.sha256)
    record(
        "entry.submitted", f"entry:{entry.public_id}", by=by, edition_id=entry.edition_id,
        number=entry.number, submission=submission.number, sha256=submission.sha256, tracks=entry.tracks_draft,
    )  # fmt: skip
    for person in applicants_of(entry):
        post("entry_submitted", to=person, entry=entry.public_id, number=entry.number, sha256=submission.sha256,
             title={"zh": entry.title_zh, "en": entry.title_en}, at=now.isoformat())  # fmt: skip
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
    """The submission of this very text, where nothing was asked for since: another tab sent it in, and this one gets
    its answer."""
    latest = _latest_submission(entry)
    if latest is None or entry.state != EntryState.SUBMITTED or latest.sha256 != _content_sha256(entry):
        return None
    asked = any(candidacy.eligibility == Eligibility.RETURNED for candidacy in entry.candidacies)
    return None if asked else latest


def _content_sha256(entry: Entry) -> str:
    files = sorted([file.field, file.sha256] for file in entry.standing_files)
    content = {"answers": entry.draft, "tracks": entry.tracks_draft, "number": entry.number, "files": files}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _keep_submission(entry: Entry, by: Person, *, number: int, version: int) -> Submission:
    submission = Submission(
        entry_id=entry.id,
        number=number,
        entry_version=version,
        answers=dict(entry.draft),
        tracks=list(entry.tracks_draft),
        sha256=_content_sha256(entry),
        sent_at=clock.now(),
        sent_by_id=by.id,
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
    of_code = {track.code: track for track in entry.edition.tracks if track.direction_id == entry.direction_id}
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
    record("entry.withdrawn", f"entry:{entry.public_id}", by=by, edition_id=entry.edition_id, number=entry.number)
    for person in applicants_of(entry):
        post("entry_withdrawn", to=person, entry=entry.public_id, number=entry.number)
    db.session.flush()
    return entry
