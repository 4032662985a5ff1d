"""Invitations to a role: each a mailed link, good once and until it expires."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, choice
from app.people.models import Person, Role, _open_everywhere, _open_invitation
from app.programmes.models import Edition


class Invitation(Public, Model):
    """An offer of a role, accepted once through a link whose token is stored as a hash alone.

    One is open to an address for a role of an edition.
    """

    __tablename__ = "invitation"

    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    role_ends_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    edition: Mapped[Edition | None] = relationship("Edition")
    invited_by: Mapped[Person | None] = relationship(foreign_keys=[invited_by_id])

    @property
    def was_withdrawn(self) -> bool:
        """Taken back while it was good; one that had run out is closed when its address is invited again."""
        return self.withdrawn_at is not None and self.withdrawn_at < self.expires_at

    __table_args__ = (
        sa.Index(
            "uq_invitation_open",
            "email",
            "role",
            "edition_id",
            unique=True,
            sqlite_where=_open_invitation,
            postgresql_where=_open_invitation,
        ),
        sa.Index(
            "uq_invitation_open_everywhere",
            "email",
            "role",
            unique=True,
            sqlite_where=_open_everywhere,
            postgresql_where=_open_everywhere,
        ),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_someone"),
        sa.CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="not_both_ended"),
        sa.CheckConstraint(
            "(role = 'administrator') = (edition_id IS NULL)", name="only_administrator_everywhere"
        ),
    )
