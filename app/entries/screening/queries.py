"""Candidacies as screening lists them, counts them and opens them, without those of a conflict of interest."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import SIZE, Page, page_of
from app.entries.fields.answer_checks import Answers
from app.entries.models import Candidacy, Eligibility, Entry, Submission
from app.people.models import Person
from app.people.organisations.rules import related_organisations
from app.programmes.models import Edition, Track

_LATEST_ANSWERS = (
    sa.select(Submission.answers)
    .where(Submission.entry_id == sa.bindparam("entry"))
    .order_by(Submission.number.desc())
    .limit(1)
)


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


def latest_answers(entry: Entry) -> Answers:
    """What counts: the answers of the latest submission."""
    answers: Answers = db.session.scalars(_LATEST_ANSWERS, {"entry": entry.id}).one()
    return answers


def screening_page(
    edition: Edition,
    person: Person,
    *,
    eligibility: str = "",
    direction: str = "",
    track: str = "",
    after: str = "",
    size: int = SIZE,
) -> Page[Candidacy]:
    """Candidacies that were submitted, by number. Entries of a conflict of interest are left out."""
    rows = _sent_in(edition, person, direction).options(
        contains_eager(Candidacy.entry).joinedload(Entry.organisation),
        contains_eager(Candidacy.entry).joinedload(Entry.person),
        contains_eager(Candidacy.track),
    )
    if eligibility:
        rows = rows.where(Candidacy.eligibility == eligibility)
    if track:
        rows = rows.where(Track.code == track)
    order = (Entry.number, Candidacy.slot)
    return page_of(rows, order=order, name=Candidacy.public_id, after=after, size=size)


def screening_counts(edition: Edition, person: Person, *, direction: str = "") -> dict[Eligibility, int]:
    """How many candidacies stand in each state."""
    rows = _sent_in(edition, person, direction).with_only_columns(Candidacy.eligibility, sa.func.count())
    return dict(db.session.execute(rows.group_by(Candidacy.eligibility)).all())


def _sent_in(edition: Edition, person: Person, direction: str) -> sa.Select[Candidacy]:
    own = related_organisations(person, clock.now())
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
