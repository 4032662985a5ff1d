"""A misspelled name in the register is put right, with what it was before and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Instant
from migrations import triggers

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHECKS = {
    "has_reason": "reason <> ''",
    "changes_the_name": "before_zh <> after_zh OR before_en <> after_en",
}


def upgrade() -> None:
    op.create_table(
        "name_correction",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("before_zh", sa.String(length=200), nullable=False),
        sa.Column("before_en", sa.String(length=300), nullable=False),
        sa.Column("after_zh", sa.String(length=200), nullable=False),
        sa.Column("after_en", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_at", Instant(), nullable=False),
        sa.Column("corrected_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(when, name=op.f(f"ck_name_correction_{name}")) for name, when in CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_name_correction_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["person.id"], name=op.f("fk_name_correction_corrected_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_correction")),
    )
    op.create_index(op.f("ix_name_correction_organisation_id"), "name_correction", ["organisation_id"])
    triggers.make(*triggers.standing("name_correction"))


def downgrade() -> None:
    triggers.lift("name_correction")
    op.drop_table("name_correction")
