"""Comments that were handled."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model
from app.judging.triggers import protect_handled_comments
from app.people.models import Person


class HandledComment(Model):
    """An officer has read a judge's comment on a submitted sheet and says what was done about it."""

    __tablename__ = "handled_comment"

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("score_sheet.id"))
    submitted_at: Mapped[datetime]
    """When the sheet was sent whose comment it was: one that is reopened and sent again is read again."""
    note: Mapped[str] = mapped_column(sa.Text)
    handled_at: Mapped[datetime]
    handled_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    handled_by: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "submitted_at"),
        sa.CheckConstraint("note <> ''", name="has_note"),
    )


protect_handled_comments(HandledComment)
