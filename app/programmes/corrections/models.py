"""A correction of an edition: asked for by one person, agreed to by another, with a note that everybody reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public
from app.people.models import Person
from app.programmes.models import Edition

_live = sa.text("ended_at IS NULL")


class Correction(Public, Model):
    """While it is under way, locked rules can be amended, stages ranked again and a further list published.

    It ends with that publication. One that was refused, taken back or left without a change says why in `ending`.
    """

    __tablename__ = "correction"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ending: Mapped[str] = mapped_column(sa.Text, default="")

    edition: Mapped[Edition] = relationship("Edition")
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    agreed_by: Mapped[Person | None] = relationship(foreign_keys=[agreed_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    __table_args__ = (
        sa.UniqueConstraint("edition_id", "number"),
        sa.Index("uq_correction_live", "edition_id", unique=True, sqlite_where=_live, postgresql_where=_live),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_by_someone"),
        sa.CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> asked_by_id", name="two_people"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
        sa.CheckConstraint("ended_at IS NOT NULL OR ending = ''", name="ending_is_an_end"),
        sa.CheckConstraint(
            "agreed_at IS NOT NULL OR ended_at IS NULL OR ending <> ''", name="refused_with_reason"
        ),
    )

    @property
    def is_pending(self) -> bool:
        """Whether it still waits for the second person."""
        return self.agreed_at is None and self.ended_at is None

    @property
    def is_under_way(self) -> bool:
        return self.agreed_at is not None and self.ended_at is None
