"""Who says that they act for an organisation, and whom those who do have invited to act with them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, choice
from app.people.models import Organisation, Person


class ClaimState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


_open_claim = sa.text("state = 'open'")
_open_invitation = sa.text("accepted_at IS NULL AND withdrawn_at IS NULL")


class Claim(Public, Model):
    """Somebody says that they act for an organisation: its mail domain confirms it, or an officer decides."""

    __tablename__ = "claim"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    statement: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState), default=ClaimState.OPEN)
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_instant"),
        sa.CheckConstraint(
            "state <> 'refused' OR (decided_by_id IS NOT NULL AND reason <> '')", name="refusal_has_reason"
        ),
        sa.CheckConstraint("decided_by_id <> person_id", name="decided_by_another"),
        sa.Index(
            "uq_claim_open",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=_open_claim,
            postgresql_where=_open_claim,
        ),
    )


class ColleagueInvitation(Public, Model):
    """An address that may act for an organisation too, once its owner accepts by the mailed link."""

    __tablename__ = "colleague_invitation"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    invited_by: Mapped[Person] = relationship(foreign_keys=[invited_by_id])

    __table_args__ = (
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_someone"),
        sa.CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="not_both_ended"),
        sa.Index(
            "uq_colleague_invitation_open",
            "organisation_id",
            "email",
            unique=True,
            sqlite_where=_open_invitation,
            postgresql_where=_open_invitation,
        ),
    )
