"""Rankings, their rows, and ties that were decided on record. None is ever edited or deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.db import Model, Public
from app.judging.models import StageEntry
from app.people.models import Person
from app.programmes.models import RulebookVersion, Stage, Track

_latest_run = sa.text("superseded_at IS NULL")
_not_refused = sa.text("refused_at IS NULL")


class Ranking(Public, Model):
    """One run of the arithmetic over one closed stage, under one version of the rule-book.

    From `superseded_at` a later run of the stage stands in its place; a stage has one that is not superseded.
    """

    __tablename__ = "ranking"

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("rulebook_version.id"))
    number: Mapped[int]
    method: Mapped[str] = mapped_column(sa.String(40))
    inputs_sha256: Mapped[str] = mapped_column(sa.String(64))
    inputs: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    has_inputs: Mapped[bool] = column_property(inputs.is_not(None))
    facts: Mapped[dict[str, Any]]
    run_at: Mapped[datetime]
    run_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sheet_changes: Mapped[int] = mapped_column(default=0)
    """How many submitted sheets of the stage had been reopened or had left the result by then."""
    superseded_at: Mapped[datetime | None]
    advanced_at: Mapped[datetime | None]
    advanced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    stage: Mapped[Stage] = relationship()
    rulebook_version: Mapped[RulebookVersion] = relationship()
    run_by: Mapped[Person] = relationship(foreign_keys=[run_by_id])
    rows: Mapped[list[RankingRow]] = relationship(back_populates="ranking", order_by="RankingRow.position")

    __table_args__ = (
        sa.UniqueConstraint("stage_id", "number"),
        sa.Index(
            "uq_ranking_latest",
            "stage_id",
            unique=True,
            sqlite_where=_latest_run,
            postgresql_where=_latest_run,
        ),
        sa.CheckConstraint("advanced_at IS NULL OR superseded_at IS NULL", name="used_is_latest"),
    )


class RankingRow(Model):
    """`score` in hundredths; for a ballot `yes` of `base`. Equal `rank` means tied; `position` is after decisions.

    `tie_group` is set where the declared chain left the tie open across a line that matters.
    """

    __tablename__ = "ranking_row"

    ranking_id: Mapped[int] = mapped_column(sa.ForeignKey("ranking.id"))
    stage_entry_id: Mapped[int] = mapped_column(sa.ForeignKey("stage_entry.id"), index=True)
    track_id: Mapped[int] = mapped_column(sa.ForeignKey("track.id"))
    score: Mapped[int | None]
    yes: Mapped[int | None]
    base: Mapped[int | None]
    passed: Mapped[bool | None]
    reads: Mapped[int]
    fell_back: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int]
    position: Mapped[int]
    tie_group: Mapped[int | None]
    advances: Mapped[bool] = mapped_column(default=False)
    tie_keys: Mapped[dict[str, Any]]

    ranking: Mapped[Ranking] = relationship(back_populates="rows")
    stage_entry: Mapped[StageEntry] = relationship()
    track: Mapped[Track] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("ranking_id", "stage_entry_id"),
        sa.CheckConstraint("rank >= 1 AND position >= 1", name="rank_from_one"),
    )


class TieDecision(Model):
    """The panel's recorded order, in one run, of candidacies that the declared chain left equal.

    One that orders them otherwise than the decision of an earlier run (`replaces`) is in force once a second person
    has agreed to it.
    """

    __tablename__ = "tie_decision"

    ranking_id: Mapped[int] = mapped_column(sa.ForeignKey("ranking.id"))
    tie_group: Mapped[int]
    order: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tie_decision.id"))
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    refusal: Mapped[str] = mapped_column(sa.Text, default="")
    in_force: Mapped[bool]

    ranking: Mapped[Ranking] = relationship()
    decided_by: Mapped[Person] = relationship(foreign_keys=[decided_by_id])
    agreed_by: Mapped[Person | None] = relationship(foreign_keys=[agreed_by_id])
    replaces: Mapped[TieDecision | None] = relationship(remote_side="TieDecision.id")

    __table_args__ = (
        sa.Index(
            "uq_tie_decision_standing",
            "ranking_id",
            "tie_group",
            unique=True,
            sqlite_where=_not_refused,
            postgresql_where=_not_refused,
        ),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint(
            "in_force = (refused_at IS NULL AND (replaces_id IS NULL OR agreed_at IS NOT NULL))",
            name="second_agreed_to",
        ),
        sa.CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> decided_by_id", name="two_people"),
        sa.CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_by_someone"),
        sa.CheckConstraint("(refused_at IS NULL) = (refused_by_id IS NULL)", name="refused_by_someone"),
        sa.CheckConstraint("(refused_at IS NULL) = (refusal = '')", name="refusal_has_reason"),
        sa.CheckConstraint("agreed_at IS NULL OR refused_at IS NULL", name="not_both_ended"),
    )
