"""Reads of entries that several callers share; lists are paged by key and filtered by what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Person, Representation
from app.accounts.organisations.queries import people_acting_for
from app.accounts.rules import houses_of, is_able_to_act
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.answers import Answers
from app.entries.models import Attachment, Candidacy, Eligibility, Entry, EntryState, Submission
from app.programmes.models import Edition, Track

PAGE = 50
_LATEST_ANSWERS = (
    sa.select(Submission.answers)
    .where(Submission.entry_id == sa.bindparam("entry"))
    .order_by(Submission.number.desc())
    .limit(1)
)
_FILES = sa.select(Attachment).where(Attachment.entry_id == sa.bindparam("entry")).order_by(Attachment.id)


def get_entry(public_id: str) -> Entry:
    """An entry with what every page about it shows."""
    entry = db.session.scalar(
        sa.select(Entry)
        .where(Entry.public_id == public_id)
        .options(
            joinedload(Entry.edition).joinedload(Edition.programme),
            joinedload(Entry.direction),
            joinedload(Entry.organisation),
            joinedload(Entry.person),
            selectinload(Entry.candidacies).joinedload(Candidacy.track),
        )
    )
    if entry is None:
        raise NotFound(public_id)
    return entry


def get_candidacy(public_id: str) -> Candidacy:
    candidacy = db.session.scalar(
        sa.select(Candidacy)
        .where(Candidacy.public_id == public_id)
        .options(
            joinedload(Candidacy.entry).options(
                joinedload(Entry.organisation),
                joinedload(Entry.direction),
                joinedload(Entry.edition).joinedload(Edition.programme),
            ),
            joinedload(Candidacy.track),
        )
    )
    if candidacy is None:
        raise NotFound(public_id)
    return candidacy


def get_attachment(public_id: str) -> Attachment:
    attachment = db.session.scalar(
        sa.select(Attachment).where(Attachment.public_id == public_id).options(joinedload(Attachment.entry))
    )
    if attachment is None:
        raise NotFound(public_id)
    return attachment


def latest_answers(entry: Entry) -> Answers:
    """What counts: the answers of the latest submission."""
    return db.session.scalars(_LATEST_ANSWERS, {"entry": entry.id}).one()


def sent_files(entry: Entry) -> list[Attachment]:
    """The files that went with the latest submission, whatever became of the draft since."""
    return [file for file in db.session.scalars(_FILES, {"entry": entry.id}) if file.was_sent]


def own_organisations(person: Person, now: datetime) -> list[int]:
    """Whom the person acts for now."""
    return [] if not is_able_to_act(person) else [
        row.organisation_id
        for row in person.representations
        if row.since <= now and (row.until is None or now < row.until)
    ]


def applicants_of(entry: Entry) -> list[Person]:
    """Whom letters about the entry go to: everybody who acts for the organisation, or the person who applies."""
    acting = people_acting_for(entry.organisation_id, clock.now()) if entry.organisation_id is not None else []
    return list(acting) or [db.session.get_one(Person, entry.person_id or entry.created_by_id)]


def applicants_in(edition_id: int, now: datetime) -> Sequence[sa.Row[tuple[Person, str, str | None]]]:
    """The same for every entry that stands in an edition: person, public id and number of the entry, by number."""
    acting = sa.and_(
        Representation.organisation_id == Entry.organisation_id,
        Representation.since <= now,
        sa.or_(Representation.until.is_(None), Representation.until > now),
    )
    who = sa.func.coalesce(Representation.person_id, Entry.person_id, Entry.created_by_id)
    return db.session.execute(
        sa.select(Person, Entry.public_id, Entry.number)
        .select_from(Entry)
        .outerjoin(Representation, acting)
        .join(Person, Person.id == who)
        .where(Entry.edition_id == edition_id, Entry.state == EntryState.SUBMITTED)
        .order_by(Entry.number, Person.id)
    ).all()


def entries_of(person: Person, now: datetime) -> Sequence[Entry]:
    """Every entry the person applies with, newest first."""
    mine = sa.or_(Entry.organisation_id.in_(own_organisations(person, now)), Entry.person_id == person.id)
    return db.session.scalars(
        sa.select(Entry)
        .where(mine)
        .options(
            joinedload(Entry.edition).joinedload(Edition.programme),
            joinedload(Entry.edition).joinedload(Edition.current_version),
            joinedload(Entry.direction),
            joinedload(Entry.organisation),
            selectinload(Entry.candidacies).joinedload(Candidacy.track),
        )
        .order_by(Entry.id.desc())
        .limit(200)
    ).all()


def screening_page(
    edition: Edition, person: Person, *,
    eligibility: str = "", direction: str = "", track: str = "", after: str = "", size: int = PAGE,
) -> Sequence[Candidacy]:  # fmt: skip
    """Candidacies that were sent in, by number: one more than `size` where there are more.

    Entries that the person has a conflict of interest with are left out.
    """
    rows = _sent_in(edition, person, direction).options(
        contains_eager(Candidacy.entry).joinedload(Entry.organisation),
        contains_eager(Candidacy.entry).joinedload(Entry.person),
        contains_eager(Candidacy.track),
    )
    if eligibility:
        rows = rows.where(Candidacy.eligibility == eligibility)
    if track:
        rows = rows.where(Track.code == track)
    if after:
        number, _dot, slot = after.rpartition(".")
        rows = rows.where(sa.tuple_(Entry.number, Candidacy.slot) > sa.tuple_(number, 1 if slot == "1" else 2))
    return db.session.scalars(rows.order_by(Entry.number, Candidacy.slot).limit(size + 1)).all()


def screening_counts(edition: Edition, person: Person, *, direction: str = "") -> dict[Eligibility, int]:
    """How many candidacies stand in each state."""
    rows = _sent_in(edition, person, direction).with_only_columns(Candidacy.eligibility, sa.func.count())
    return dict(db.session.execute(rows.group_by(Candidacy.eligibility)).all())


def _sent_in(edition: Edition, person: Person, direction: str) -> sa.Select[tuple[Candidacy]]:
    own = houses_of(person, clock.now())
    return (
        sa.select(Candidacy)
        .join(Candidacy.entry)
        .join(Candidacy.track)
        .where(
            Entry.edition_id == edition.id,
            Entry.submitted_at.is_not(None),
            Candidacy.withdrawn_at.is_(None),
            sa.or_(Entry.organisation_id.is_(None), Entry.organisation_id.not_in(own)),
            sa.or_(Entry.person_id.is_(None), Entry.person_id != person.id),
            ~Entry.conflicts.any(person_id=person.id),
            Track.direction.has(code=direction) if direction else sa.true(),
        )
    )
