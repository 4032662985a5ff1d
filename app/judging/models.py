"""Judges, panels, conflicts, assignments, score sheets and ballots."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Model, Public, Versioned, choice
from app.entries.models import Candidacy
from app.judging.triggers import protect_assignments, protect_sheets, protect_votes
from app.people.models import Person
from app.programmes.models import Criterion, Stage, Track


class JudgeProfile(Versioned, Model):
    """What a judge knows: codes of fields, and the languages in which they can read."""

    __tablename__ = "judge_profile"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    fields: Mapped[list[Any]]
    languages: Mapped[list[Any]]

    person: Mapped[Person] = relationship()


class StageEntry(Public, Model):
    """This candidacy is in this stage: the only place that says so. One that was struck before the end has left it."""

    __tablename__ = "stage_entry"

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    candidacy_id: Mapped[int] = mapped_column(sa.ForeignKey("candidacy.id"), index=True)
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    stage: Mapped[Stage] = relationship()
    candidacy: Mapped[Candidacy] = relationship()
    assignments: Mapped[list[Assignment]] = relationship(
        back_populates="stage_entry", order_by="Assignment.id"
    )

    __table_args__ = (sa.UniqueConstraint("stage_id", "candidacy_id"),)


class Panel(Public, Model):
    """The judges of one stage and track; without a track, a committee for the whole direction."""

    __tablename__ = "panel"

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    created_at: Mapped[datetime]

    stage: Mapped[Stage] = relationship()
    track: Mapped[Track | None] = relationship()
    members: Mapped[list[PanelMember]] = relationship(back_populates="panel", order_by="PanelMember.id")

    __table_args__ = (
        sa.UniqueConstraint("stage_id", "track_id"),
        sa.Index(
            "uq_panel_committee",
            "stage_id",
            unique=True,
            sqlite_where=sa.text("track_id IS NULL"),
            postgresql_where=sa.text("track_id IS NULL"),
        ),
    )


class PanelMember(Model):
    __tablename__ = "panel_member"

    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    panel: Mapped[Panel] = relationship(back_populates="members")
    judge: Mapped[Person] = relationship()

    __table_args__ = (sa.UniqueConstraint("panel_id", "judge_id"),)


class Assignment(Public, Versioned, Model):
    """One judge reads one candidacy in one stage. The row of a judge who is recused or released stays.

    `released_by_id` is the officer, where the secretariat released the judge; without one the judge did it.
    """

    __tablename__ = "assignment"

    stage_entry_id: Mapped[int] = mapped_column(sa.ForeignKey("stage_entry.id"))
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    recused_at: Mapped[datetime | None]
    recusal_reason: Mapped[str] = mapped_column(sa.Text, default="")
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"), unique=True)

    stage_entry: Mapped[StageEntry] = relationship(back_populates="assignments")
    judge: Mapped[Person] = relationship(foreign_keys=[judge_id])
    sheet: Mapped[ScoreSheet | None] = relationship(back_populates="assignment", uselist=False)

    @property
    def is_reopened(self) -> bool:
        """Whether the sheet was submitted, and two people have let the judge correct it."""
        return self.sheet is not None and self.sheet.reopened_at is not None and not self.is_submitted

    @property
    def is_submitted(self) -> bool:
        return self.sheet is not None and self.sheet.state == SheetState.SUBMITTED

    __table_args__ = (
        sa.UniqueConstraint("stage_entry_id", "judge_id"),
        sa.CheckConstraint("(recused_at IS NULL) = (recusal_reason = '')", name="recusal_has_reason"),
        sa.CheckConstraint("released_by_id IS NULL OR recused_at IS NOT NULL", name="release_is_recusal"),
        sa.Index("ix_assignment_judge", "judge_id", "id"),
    )


class SheetState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"


class ScoreSheet(Public, Versioned, Model):
    """A judge's scores of one candidacy. A sheet that was submitted is final until two people agree to reopen it.

    `reopened_at`: since when the judge may submit it again, even after the stage has closed.
    """

    __tablename__ = "score_sheet"

    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"), unique=True)
    state: Mapped[SheetState] = mapped_column(choice(SheetState), default=SheetState.DRAFT)
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship(back_populates="sheet")
    scores: Mapped[list[SheetScore]] = relationship(
        back_populates="sheet", order_by="SheetScore.criterion_id"
    )

    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_has_instant"
        ),
    )


class SheetScore(Base):
    """Hundredths of a point on one criterion; none where the judge of a draft has given none."""

    __tablename__ = "sheet_score"

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("score_sheet.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("criterion.id"), primary_key=True)
    score: Mapped[int | None]

    sheet: Mapped[ScoreSheet] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (sa.CheckConstraint("score >= 0", name="score_not_negative"),)


protect_assignments(Assignment)
protect_sheets(ScoreSheet, SheetScore)


class BallotMark(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Ballot(Public, Versioned, Model):
    """The secret ballot of one stage. `votes_sha256` commits the sorted votes once it is closed.

    `purged_at`: since when no earlier copy of a vote is left on the disk.
    """

    __tablename__ = "ballot"

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"), unique=True)
    members: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    votes_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    purged_at: Mapped[datetime | None]

    stage: Mapped[Stage] = relationship()

    __table_args__ = (
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (votes_sha256 IS NULL)",
            name="closed_with_commitment",
        ),
        sa.CheckConstraint("members > 0", name="has_members"),
        sa.CheckConstraint("purged_at IS NULL OR closed_at IS NOT NULL", name="purged_after_count"),
    )


class BallotVoter(Base):
    """Who has voted: a name and nothing else, keyed by the name, so that no order of voting is kept."""

    __tablename__ = "ballot_voter"

    ballot_id: Mapped[int] = mapped_column(sa.ForeignKey("ballot.id"), primary_key=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class Vote(Base):
    """One mark for one candidacy under a random key: no voter, no time, no order."""

    __tablename__ = "vote"

    key: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=lambda: secrets.token_hex(16))
    ballot_id: Mapped[int] = mapped_column(sa.ForeignKey("ballot.id"), index=True)
    stage_entry_id: Mapped[int] = mapped_column(sa.ForeignKey("stage_entry.id"))
    mark: Mapped[BallotMark] = mapped_column(choice(BallotMark))

    __table_args__ = ({"sqlite_with_rowid": False},)


protect_votes(Ballot, BallotVoter, Vote)
