"""A nomination that is being written: kept as it is typed, gone once it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.draft_merging import Merged, Opened, merge
from app.core.errors import enforce
from app.nominations import rules
from app.nominations.models import NominationDraft
from app.nominations.quota.rules import Proposal
from app.people.models import Organisation, Person
from app.programmes.models import Direction, Edition

MOST_SHOWN = 50
KEPT = timedelta(days=30)
"""For so long after the close: it holds the name and the address of somebody who was never asked."""


def find_draft(made: Proposal, *, nominee: str, of: Person) -> NominationDraft | None:
    """What the person was writing, about this organisation or (`nominee` empty) about one that they typed in."""
    own = sa.select(NominationDraft).where(
        NominationDraft.person_id == of.id,
        NominationDraft.direction_id == made.direction.id,
        NominationDraft.membership_id == (made.membership.id if made.membership else None),
        NominationDraft.nominee == nominee,
    )
    return db.session.scalar(own)


def drafts_in(edition: Edition, *, of: Person) -> list[tuple[NominationDraft, Organisation | None]]:
    """What the person has begun for a member and not sent, newest first, with the organisation out of the list."""
    rows = (
        sa.select(NominationDraft, Organisation)
        .join(NominationDraft.direction)
        .outerjoin(Organisation, Organisation.public_id == NominationDraft.nominee)
        .options(contains_eager(NominationDraft.direction), joinedload(NominationDraft.membership))
        .where(
            NominationDraft.person_id == of.id,
            NominationDraft.membership_id.is_not(None),
            Direction.edition_id == edition.id,
        )
        .order_by(NominationDraft.saved_at.desc(), NominationDraft.id)
        .limit(MOST_SHOWN)
    )
    return [(draft, firm) for draft, firm in db.session.execute(rows)]


def merge_nomination_draft(
    *, made: Proposal, nominee: str, answers: Mapping[str, Any], opened: Opened, by: Person
) -> tuple[NominationDraft, Merged]:
    """Keep what was typed, right or wrong, from as many windows as it is open in."""
    enforce(rules.may_propose(by, made, clock.now()))
    draft = find_draft(made, nominee=nominee, of=by)
    theirs = draft.answers if draft else {}
    is_latest = opened.version == (draft.version if draft else 0)
    merged = Merged({**theirs, **answers}) if is_latest else merge(answers, theirs, opened)
    if draft is None:
        membership_id = made.membership.id if made.membership else None
        draft = NominationDraft(
            person_id=by.id, direction=made.direction, membership_id=membership_id, nominee=nominee
        )
        db.session.add(draft)
    draft.answers, draft.saved_at = merged.values, clock.now()
    db.session.flush()
    return draft, merged


def drop_draft(*, made: Proposal, nominee: str, by: Person) -> None:
    """It was sent: the nomination itself holds it now."""
    enforce(rules.sees_proposal(by, made, clock.now()))
    if draft := find_draft(made, nominee=nominee, of=by):
        db.session.delete(draft)
        db.session.flush()


def drop_old_drafts() -> int:
    """Forget what was never sent, some time after nobody could send it any more; how many there were."""
    closed = (
        sa.select(Direction.id)
        .join(Direction.edition)
        .where(Edition.closes_at < clock.now() - KEPT)
        .scalar_subquery()
    )
    gone = db.session.execute(sa.delete(NominationDraft).where(NominationDraft.direction_id.in_(closed)))
    return cast("sa.CursorResult[Any]", gone).rowcount
