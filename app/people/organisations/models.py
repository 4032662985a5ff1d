"""Corrections of names in the register."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model
from app.core.db.triggers import frozen, install
from app.people.models import Organisation


class NameCorrection(Model):
    """What an organisation was called in the register before, what from then on, and why."""

    __tablename__ = "name_correction"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    before_zh: Mapped[str] = mapped_column(sa.String(200))
    before_en: Mapped[str] = mapped_column(sa.String(300))
    after_zh: Mapped[str] = mapped_column(sa.String(200))
    after_en: Mapped[str] = mapped_column(sa.String(300))
    reason: Mapped[str] = mapped_column(sa.Text)
    corrected_at: Mapped[datetime]
    corrected_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("before_zh <> after_zh OR before_en <> after_en", name="changes_the_name"),
    )

    @property
    def before(self) -> dict[str, str]:
        return {"zh": self.before_zh, "en": self.before_en}

    @property
    def after(self) -> dict[str, str]:
        return {"zh": self.after_zh, "en": self.after_en}


install(*frozen(NameCorrection, "a correction of a name stands"), on=NameCorrection)
