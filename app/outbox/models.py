"""Messages: saved with the change that causes them, shown in the inbox, mailed afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Public


class Message(Public, Model):
    """To a person of the installation, or to an address that has no account yet. It keeps where it was written to.

    `sent_at` says that nothing is left to send: also of what goes to a reserved address and is never mailed.
    """

    __tablename__ = "message"

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    address: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    locale: Mapped[str] = mapped_column(sa.String(8), default="zh")
    kind: Mapped[str] = mapped_column(sa.String(64))
    params: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.Text)

    __table_args__ = (
        sa.CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="sent_or_given_up"),
        sa.Index("ix_message_inbox", "person_id", "id"),
        sa.Index("ix_message_unsent", "sent_at", "next_attempt_at"),
    )
