"""Consents."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.consents.models import Consent, ConsentPurpose
from app.core.db import db
from app.core.errors import NotFound
from app.people.models import Person
from app.programmes.editions.queries import with_title
from app.programmes.models import Edition

_STANDING = sa.select(Consent).where(
    Consent.person_id == sa.bindparam("person"),
    Consent.edition_id == sa.bindparam("edition"),
    Consent.withdrawn_at.is_(None),
)


def get_consent(public_id: str) -> Consent:
    found = db.session.scalar(sa.select(Consent).where(Consent.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def consents_of(person: Person) -> Sequence[Consent]:
    """Everything the person consented to, newest first, withdrawn or not."""
    return db.session.scalars(
        sa.select(Consent)
        .where(Consent.person_id == person.id)
        .options(with_title(Consent.edition))
        .order_by(Consent.id.desc())
    ).all()


def standing_consents(person: Person, edition: Edition) -> dict[ConsentPurpose, Consent]:
    """The person's consents to the texts in force in this edition."""
    texts = {(text.purpose, str(text.version), text.sha256) for text in edition.rulebook.consents}
    rows = db.session.scalars(_STANDING, {"person": person.id, "edition": edition.id})
    return {
        row.purpose: row for row in rows if (str(row.purpose), row.text_version, row.text_sha256) in texts
    }
