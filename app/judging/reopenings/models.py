"""Requests to reopen a submitted sheet, each with the sheet as it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, Versioned
from app.judging.models import ScoreSheet
from app.judging.triggers import protect_reopenings
from app.people.models import Person


class SheetReopening(Public, Versioned, Model):
    """A judge asks to correct a submitted sheet: an officer proposes it, an approver agrees. `scores`, `comment` and
    `submitted_at` keep the sheet as it was, for good.
    """

    __tablename__ = "sheet_reopening"

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("score_sheet.id"), index=True)
    scores: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(sa.Text)
    submitted_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime | None]
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    agreed: Mapped[bool] = mapped_column(default=False)
    refusal: Mapped[str] = mapped_column(sa.Text, default="")

    sheet: Mapped[ScoreSheet] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        sa.Index(
            "uq_sheet_reopening_open",
            "sheet_id",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("(proposed_at IS NULL) = (proposed_by_id IS NULL)", name="proposed_by_someone"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint(
            "NOT agreed OR (proposed_at IS NOT NULL AND decided_at IS NOT NULL)", name="agreed_by_two"
        ),
        sa.CheckConstraint(
            "proposed_by_id <> asked_by_id AND decided_by_id <> asked_by_id AND decided_by_id <> proposed_by_id",
            name="two_other_people",
        ),
        sa.CheckConstraint(
            "(decided_at IS NOT NULL AND NOT agreed) = (refusal <> '')", name="refusal_has_reason"
        ),
    )


protect_reopenings(SheetReopening)
