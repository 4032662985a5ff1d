"""Strikes of entries: asked for or not, proposed by an officer, agreed to or refused by an approver."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, Versioned, choice
from app.entries.models import Entry
from app.people.models import Person


class StrikeCause(StrEnum):
    WITHDRAWN = "withdrawn"
    INELIGIBLE = "ineligible"


class StrikeState(StrEnum):
    ASKED = "asked"
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"


_standing = sa.text("state <> 'refused'")


class Strike(Public, Versioned, Model):
    """`request` is what the applicant wrote, `reason` the officer, `refusal` the approver who did not agree."""

    __tablename__ = "strike"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id"), index=True)
    state: Mapped[StrikeState] = mapped_column(choice(StrikeState))
    cause: Mapped[StrikeCause] = mapped_column(choice(StrikeCause))
    request: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    proposed_at: Mapped[datetime | None]
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    refusal: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    entry: Mapped[Entry] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        sa.Index(
            "uq_strike_standing", "entry_id", unique=True, sqlite_where=_standing, postgresql_where=_standing
        ),
        sa.CheckConstraint("(asked_at IS NULL) = (asked_by_id IS NULL)", name="asked_by_someone"),
        sa.CheckConstraint("(asked_at IS NULL) = (request = '')", name="request_has_words"),
        sa.CheckConstraint("state <> 'asked' OR asked_at IS NOT NULL", name="asked_has_instant"),
        sa.CheckConstraint("(state = 'asked') = (proposed_at IS NULL)", name="proposed_has_instant"),
        sa.CheckConstraint("(proposed_at IS NULL) = (proposed_by_id IS NULL)", name="proposed_by_someone"),
        sa.CheckConstraint("(proposed_at IS NULL) = (reason = '')", name="proposal_has_reason"),
        sa.CheckConstraint(
            "(state IN ('agreed', 'refused')) = (decided_at IS NOT NULL)", name="decided_has_instant"
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        sa.CheckConstraint("(state = 'refused') = (refusal <> '')", name="refusal_has_reason"),
    )
