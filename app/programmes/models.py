"""A programme's editions, each frozen as versions of its rule-book, and the rows that later rows refer to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, Versioned, choice
from app.core.db.triggers import frozen, install
from app.people.models import Person
from app.programmes.rulebook import RuleBook, from_canonical
from app.programmes.rulebook.window import Phase, phase_of


class Programme(Model):
    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(sa.String(64), unique=True)


class Edition(Public, Versioned, Model):
    """A programme in one year. A demonstration that was renewed is archived, never deleted."""

    __tablename__ = "edition"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    year: Mapped[int]
    demonstration: Mapped[bool] = mapped_column(default=False)
    current_version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("rulebook_version.id", use_alter=True, name="fk_edition_current_version")
    )
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    next_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    current_version: Mapped[RulebookVersion | None] = relationship(foreign_keys=[current_version_id])
    versions: Mapped[list[RulebookVersion]] = relationship(
        back_populates="edition", foreign_keys="RulebookVersion.edition_id", order_by="RulebookVersion.number"
    )
    directions: Mapped[list[Direction]] = relationship(
        back_populates="edition", order_by="Direction.position"
    )
    tracks: Mapped[list[Track]] = relationship(back_populates="edition", order_by="Track.position")
    stages: Mapped[list[Stage]] = relationship(back_populates="edition", order_by="Stage.position")

    __table_args__ = (
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        sa.Index(
            "uq_edition_live",
            "programme_id",
            "year",
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        ),
    )

    def phase(self, now: datetime) -> Phase:
        """Where its application window stands."""
        return phase_of(self, now)

    @property
    def rulebook(self) -> RuleBook:
        """The rules in force."""
        if self.current_version is None:
            raise LookupError("this edition has not been opened")
        return self.current_version.rulebook


_pending = sa.text("agreed_at IS NULL AND refused_at IS NULL")


class RulebookVersion(Public, Model):
    """A whole rule-book under its hash. Proposed by one person, in force once another has agreed."""

    __tablename__ = "rulebook_version"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    number: Mapped[int]
    canonical_json: Mapped[str] = mapped_column(sa.Text, deferred=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(sa.Text, default="")

    edition: Mapped[Edition] = relationship(back_populates="versions", foreign_keys=[edition_id])
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    agreed_by: Mapped[Person | None] = relationship(foreign_keys=[agreed_by_id])
    refused_by: Mapped[Person | None] = relationship(foreign_keys=[refused_by_id])

    __table_args__ = (
        sa.UniqueConstraint("edition_id", "number"),
        sa.Index(
            "uq_rulebook_version_pending",
            "edition_id",
            unique=True,
            sqlite_where=_pending,
            postgresql_where=_pending,
        ),
        sa.CheckConstraint("(refused_at IS NULL) = (refused_by_id IS NULL)", name="refused_by_someone"),
        sa.CheckConstraint("(refused_at IS NULL) = (refusal = '')", name="refusal_has_reason"),
        sa.CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_by_someone"),
        sa.CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> proposed_by_id", name="two_people"),
        sa.CheckConstraint("agreed_at IS NULL OR refused_at IS NULL", name="not_both_ended"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
    )

    @property
    def is_pending(self) -> bool:
        """Whether it still waits for the second person."""
        return self.agreed_at is None and self.refused_at is None

    @property
    def rulebook(self) -> RuleBook:
        """The parsed book; kept in memory by its hash, since a frozen version never changes."""
        if (book := _books.get(self.sha256)) is None:
            book = _books[self.sha256] = from_canonical(self.canonical_json)
        return book


install(
    *frozen(
        RulebookVersion,
        "a version of a rule-book stands as it was proposed",
        may_change=("agreed_by_id", "agreed_at", "refused_by_id", "refused_at", "refusal"),
    ),
    on=RulebookVersion,
)

_books: dict[str, RuleBook] = {}


def is_parsed(version: RulebookVersion) -> bool:
    """Whether its book is in memory, so that nothing need be read for it."""
    return version.sha256 in _books


class Direction(Model):
    """Individuals or enterprises; most programmes have one."""

    __tablename__ = "direction"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("rulebook_version.id"))
    code: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]

    edition: Mapped[Edition] = relationship(back_populates="directions")

    __table_args__ = (sa.UniqueConstraint("edition_id", "code"),)


class Track(Model):
    """A type or category that an entry chooses."""

    __tablename__ = "track"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("rulebook_version.id"))
    direction_id: Mapped[int] = mapped_column(sa.ForeignKey("direction.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]

    edition: Mapped[Edition] = relationship(back_populates="tracks")
    direction: Mapped[Direction] = relationship()

    __table_args__ = (sa.UniqueConstraint("edition_id", "code"),)


class StageKind(StrEnum):
    SCREENING = "screening"
    SCORING = "scoring"
    BALLOT = "ballot"


class Stage(Public, Versioned, Model):
    """One step of judging. `closes_at` is what was announced, `closed_at` what happened.

    From `rubric_locked_at`, when its first sheet was submitted or its ballot opened, what decides in it is locked. Once
    entries have gone on from it (`settled_at`), not even a correction changes that.
    """

    __tablename__ = "stage"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("rulebook_version.id"))
    direction_id: Mapped[int] = mapped_column(sa.ForeignKey("direction.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    kind: Mapped[StageKind] = mapped_column(choice(StageKind))
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    rubric_locked_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship(back_populates="stages")
    direction: Mapped[Direction] = relationship()
    criteria: Mapped[list[Criterion]] = relationship(
        primaryjoin="and_(Criterion.stage_id == Stage.id, Criterion.version_id == Stage.version_id)",
        foreign_keys="Criterion.stage_id",
        order_by="Criterion.position",
        viewonly=True,
    )

    __table_args__ = (
        sa.UniqueConstraint("direction_id", "code"),
        sa.CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opening"),
    )

    def is_open(self, now: datetime) -> bool:
        if self.opened_at is None or self.closed_at is not None or now < self.opened_at:
            return False
        return self.closes_at is None or now < self.closes_at


class Criterion(Model):
    """Weight in basis points; scale and step in hundredths of a point.

    A criterion that an amendment drops keeps its row under the version that last held it; `Stage.criteria`
    are those in force.
    """

    __tablename__ = "criterion"

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("rulebook_version.id"))
    code: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    weight: Mapped[int]
    minimum: Mapped[int]
    maximum: Mapped[int]
    step: Mapped[int]

    stage: Mapped[Stage] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("stage_id", "code"),
        sa.CheckConstraint("weight BETWEEN 1 AND 10000", name="weight_is_a_share"),
        sa.CheckConstraint("maximum > minimum AND minimum >= 0 AND step > 0", name="scale_has_steps"),
    )
