"""Prize lists, public notices and publications. None is ever edited or deleted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Model, Public, Versioned, choice
from app.core.db.triggers import frozen, install
from app.entries.models import Candidacy
from app.people.models import Person
from app.programmes.corrections.models import Correction
from app.programmes.models import Edition, RulebookVersion, Track
from app.results.rankings.models import Ranking, RankingRow, TieDecision
from app.results.triggers import OF_THE_LATEST


class PrizeListState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


_on_its_way = sa.text("state IN ('draft', 'proposed', 'approved')")


class PrizeList(Public, Versioned, Model):
    """Who gets what in one edition: drawn up by the officer, approved by another person.

    One list of an edition is on its way at a time. One that was overtaken before it was published is superseded.
    """

    __tablename__ = "prize_list"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("rulebook_version.id"))
    correction_id: Mapped[int | None] = mapped_column(sa.ForeignKey("correction.id"))
    number: Mapped[int]
    state: Mapped[PrizeListState] = mapped_column(choice(PrizeListState), default=PrizeListState.DRAFT)
    drawn_up_at: Mapped[datetime]
    drawn_up_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")
    published_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    rulebook_version: Mapped[RulebookVersion] = relationship()
    correction: Mapped[Correction | None] = relationship()
    drawn_up_by: Mapped[Person] = relationship(foreign_keys=[drawn_up_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    prizes: Mapped[list[Prize]] = relationship(back_populates="prize_list", order_by="Prize.position")
    vacancies: Mapped[list[Vacancy]] = relationship(back_populates="prize_list", order_by="Vacancy.id")
    displaced: Mapped[list[Displaced]] = relationship(back_populates="prize_list", order_by="Displaced.id")

    __table_args__ = (
        sa.UniqueConstraint("edition_id", "number"),
        sa.Index(
            "uq_prize_list_on_its_way",
            "edition_id",
            unique=True,
            sqlite_where=_on_its_way,
            postgresql_where=_on_its_way,
        ),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> drawn_up_by_id", name="two_people"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'published') OR decided_by_id IS NOT NULL", name="approved_by_someone"
        ),
        sa.CheckConstraint("state <> 'returned' OR return_reason <> ''", name="return_has_reason"),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name="published_has_instant"
        ),
    )


class PrizeListRanking(Base):
    """The runs that a list was made from: of every judged stage the one that was the latest then."""

    __tablename__ = "prize_list_ranking"

    prize_list_id: Mapped[int] = mapped_column(sa.ForeignKey("prize_list.id"), primary_key=True)
    ranking_id: Mapped[int] = mapped_column(sa.ForeignKey("ranking.id"), primary_key=True, index=True)


class Prize(Model):
    """One place, given. `position` orders the list within the tier as ranked."""

    __tablename__ = "prize"

    prize_list_id: Mapped[int] = mapped_column(sa.ForeignKey("prize_list.id"))
    candidacy_id: Mapped[int] = mapped_column(sa.ForeignKey("candidacy.id"), index=True)
    tier: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int]
    score: Mapped[int | None]
    reason: Mapped[dict[str, Any]]

    prize_list: Mapped[PrizeList] = relationship(back_populates="prizes")
    candidacy: Mapped[Candidacy] = relationship()

    __table_args__ = (sa.UniqueConstraint("prize_list_id", "candidacy_id", "tier"),)


class Displaced(Model):
    """An entry that ranked for a place and did not take it: held back by a limit, or by its own preference."""

    __tablename__ = "displaced"

    prize_list_id: Mapped[int] = mapped_column(sa.ForeignKey("prize_list.id"), index=True)
    candidacy_id: Mapped[int] = mapped_column(sa.ForeignKey("candidacy.id"))
    tier: Mapped[str] = mapped_column(sa.String(64))
    score: Mapped[int | None]
    reason: Mapped[dict[str, Any]]

    prize_list: Mapped[PrizeList] = relationship(back_populates="displaced")
    candidacy: Mapped[Candidacy] = relationship()


class Vacancy(Model):
    """Places of a tier that nobody reached: normal, and shown."""

    __tablename__ = "vacancy"

    prize_list_id: Mapped[int] = mapped_column(sa.ForeignKey("prize_list.id"))
    direction_code: Mapped[str] = mapped_column(sa.String(64))
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    tier: Mapped[str] = mapped_column(sa.String(64))
    places: Mapped[int]
    reason: Mapped[dict[str, Any]]

    prize_list: Mapped[PrizeList] = relationship(back_populates="vacancies")
    track: Mapped[Track | None] = relationship()

    __table_args__ = (sa.CheckConstraint("places > 0", name="some_places"),)


class PublicNotice(Public, Model):
    """The days in which a list stands under public notice (公示) before it is final."""

    __tablename__ = "public_notice"

    prize_list_id: Mapped[int] = mapped_column(sa.ForeignKey("prize_list.id"), unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    posted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    prize_list: Mapped[PrizeList] = relationship()

    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)


class Publication(Public, Model):
    """What the public reads, frozen as it was published. `withheld`: numbers of entries it does not name."""

    __tablename__ = "publication"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    prize_list_id: Mapped[int] = mapped_column(sa.ForeignKey("prize_list.id"), unique=True)
    number: Mapped[int]
    document: Mapped[str] = mapped_column(sa.Text, deferred=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    withheld: Mapped[list[Any] | None]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    objections_end_at: Mapped[datetime | None]
    """Worked out or stated when it was published; none where the rule-book hears no objections."""

    edition: Mapped[Edition] = relationship()
    prize_list: Mapped[PrizeList] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("edition_id", "number"),
        sa.CheckConstraint(
            "objections_end_at IS NULL OR objections_end_at > published_at",
            name="objections_after_publication",
        ),
    )


MAY_CHANGE: dict[type[Base], tuple[str, ...]] = {
    Ranking: ("advanced_at", "advanced_by_id", "superseded_at"),
    RankingRow: ("position", "tie_group", "advances"),
    TieDecision: ("agreed_by_id", "agreed_at", "refused_by_id", "refused_at", "refusal", "in_force"),
    Prize: (),
    Displaced: (),
    Vacancy: (),
    Publication: (),
}
"""What a later step may still say of a row: that its entries went on or a later run took its place, and how a tie was
decided."""
for _model, _columns in MAY_CHANGE.items():
    install(*frozen(_model, "results stand as they were worked out", may_change=_columns), on=_model)
for _model in (Ranking, PrizeList, PublicNotice, Publication):
    install(*(each for each in OF_THE_LATEST if each.table == _model.__tablename__), on=_model)
