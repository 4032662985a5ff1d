"""Consents: which person agreed to which purpose, in which version of its text, and until when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, choice
from app.programmes.models import Edition


class ConsentPurpose(StrEnum):
    PROCESSING = "processing"
    PUBLICATION = "publication"
    TRANSFER = "transfer"


class Consent(Public, Model):
    """One purpose, one version of its text, one person: never bundled, and withdrawable."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    purpose: Mapped[ConsentPurpose] = mapped_column(choice(ConsentPurpose))
    text_version: Mapped[str] = mapped_column(sa.String(32))
    text_sha256: Mapped[str] = mapped_column(sa.String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    edition: Mapped[Edition | None] = relationship("Edition")

    __table_args__ = tuple(
        sa.Index(
            name,
            *columns,
            "purpose",
            "text_version",
            "text_sha256",
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
        for name, columns, where in (
            ("uq_consent_live", ("person_id", "edition_id"), "withdrawn_at IS NULL"),
            ("uq_consent_live_everywhere", ("person_id",), "withdrawn_at IS NULL AND edition_id IS NULL"),
        )
    )
