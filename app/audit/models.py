"""The audit log: events as they are written, their places in the Merkle tree, and signed checkpoints."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model
from app.core.db.base import PUBLIC_ID_LENGTH
from app.core.db.triggers import frozen, install


class AuditEvent(Model):
    """One event. `data` is SHA-256(nonce ‖ statement); the statement names no person but by public id."""

    __tablename__ = "audit_event"

    at: Mapped[datetime]
    actor: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH), index=True)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(64), index=True)
    subject: Mapped[str] = mapped_column(sa.String(96), index=True)
    statement: Mapped[str] = mapped_column(sa.Text)
    nonce: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    data: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)

    place: Mapped[AuditPlace | None] = relationship(back_populates="event")


class AuditPlace(Model):
    """Where an event stands in the tree. A row of its own, so that sealing never touches an event.

    The tree's hash of the event is kept beside it: whoever changes an event alone is found at that very event.
    """

    __tablename__ = "audit_place"

    index: Mapped[int] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_event.id"), unique=True)
    leaf_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))

    event: Mapped[AuditEvent] = relationship(back_populates="place")

    __table_args__ = (sa.CheckConstraint('"index" >= 0', name="index_from_zero"),)


class AuditCheckpoint(Model):
    """A signed statement of the tree's size and root, in the tlog-checkpoint format."""

    __tablename__ = "audit_checkpoint"

    size: Mapped[int] = mapped_column(unique=True)
    root: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    frontier: Mapped[bytes] = mapped_column(sa.LargeBinary)
    note: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]

    __table_args__ = (sa.CheckConstraint("size > 0", name="size_above_zero"),)


class AuditKey(Model):
    """A public key that has signed checkpoints: what is left of it where the key itself is lost."""

    __tablename__ = "audit_key"

    verifier: Mapped[str] = mapped_column(sa.String(255), unique=True)
    since: Mapped[datetime]


for _model in (AuditEvent, AuditPlace, AuditCheckpoint):
    install(*frozen(_model, "the audit log is only added to"), on=_model)
