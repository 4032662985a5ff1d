"""A plan of who reads what is kept before anybody is assigned; one that was committed is undone until its stage opens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Document, Instant
from migrations import triggers

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATES = ("open", "committed", "discarded", "undone")
CHECKS = {
    "open_until_decided": "(state = 'open') = (decided_at IS NULL)",
    "decided_by_someone": "(decided_at IS NULL) = (decided_by_id IS NULL)",
    "undone_has_instant": "(state = 'undone') = (undone_at IS NOT NULL)",
    "undone_by_someone": "(undone_at IS NULL) = (undone_by_id IS NULL)",
    "undo_has_reason": "(undone_at IS NULL) = (undo_reason = '')",
}
NEW = ("assignment_proposal", "proposed_assignment")
PEOPLE = ("asked_by_id", "decided_by_id", "undone_by_id")


def upgrade() -> None:
    with triggers.lifted("assignment"):
        _create_proposals()
        _create_proposed()
    for table in NEW:
        triggers.make(*triggers.standing(table))


def _create_proposals() -> None:
    op.create_table(
        "assignment_proposal",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("basis", Document, nullable=False),
        sa.Column("short", Document, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="proposalstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        *(
            sa.CheckConstraint(when, name=op.f(f"ck_assignment_proposal_{name}"))
            for name, when in CHECKS.items()
        ),
        *_foreign_keys("assignment_proposal", stage_id="stage", **dict.fromkeys(PEOPLE, "person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_proposal_public_id")),
    )
    op.create_index(op.f("ix_assignment_proposal_stage_id"), "assignment_proposal", ["stage_id"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_assignment_proposal_open",
        "assignment_proposal",
        ["stage_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _create_proposed() -> None:
    op.create_table(
        "proposed_assignment",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("stage_entry_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *_foreign_keys(
            "proposed_assignment",
            proposal_id="assignment_proposal",
            stage_entry_id="stage_entry",
            judge_id="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_assignment")),
        sa.UniqueConstraint(
            "proposal_id",
            "stage_entry_id",
            "judge_id",
            name=op.f("uq_proposed_assignment_proposal_id_stage_entry_id_judge_id"),
        ),
    )
    op.create_index("ix_proposed_assignment_pair", "proposed_assignment", ["stage_entry_id", "judge_id"])


def _foreign_keys(table: str, **tables: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in tables.items()
    ]


def downgrade() -> None:
    triggers.lift("assignment", *NEW)
    for table in reversed(NEW):
        op.drop_table(table)
    triggers.make(*triggers.standing("assignment"))
