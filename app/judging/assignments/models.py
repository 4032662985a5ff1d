"""Plans of who should read what, each kept as it was worked out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, choice
from app.judging.models import StageEntry
from app.judging.triggers import protect_proposals
from app.people.models import Person
from app.programmes.models import Stage


class ProposalState(StrEnum):
    OPEN = "open"
    COMMITTED = "committed"
    DISCARDED = "discarded"
    UNDONE = "undone"


class AssignmentProposal(Public, Model):
    """Who should read what in one stage: nobody is assigned before an officer commits it.

    `basis` names what the plan was made from by hashes, and `short` the panels to which nothing can be given:
    `plan.Ground` and `shortages.Shortage` say how. `decided_at`: when it was committed or discarded; a plan that was
    committed can be undone until its stage opens.
    """

    __tablename__ = "assignment_proposal"

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"), index=True)
    basis: Mapped[dict[str, Any]]
    short: Mapped[list[Any]]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState), default=ProposalState.OPEN)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    undo_reason: Mapped[str] = mapped_column(sa.Text, default="")

    stage: Mapped[Stage] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    undone_by: Mapped[Person | None] = relationship(foreign_keys=[undone_by_id])

    __table_args__ = (
        sa.Index(
            "uq_assignment_proposal_open",
            "stage_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="open_until_decided"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone_has_instant"),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_someone"),
        sa.CheckConstraint("(undone_at IS NULL) = (undo_reason = '')", name="undo_has_reason"),
    )


class ProposedAssignment(Model):
    """One judge should read one candidacy, besides what stands; in the order in which they were worked out."""

    __tablename__ = "proposed_assignment"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment_proposal.id"))
    stage_entry_id: Mapped[int] = mapped_column(sa.ForeignKey("stage_entry.id"))
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    stage_entry: Mapped[StageEntry] = relationship()
    judge: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "stage_entry_id", "judge_id"),
        sa.Index("ix_proposed_assignment_pair", "stage_entry_id", "judge_id"),
    )


protect_proposals(AssignmentProposal, ProposedAssignment)
