"""Entries of an applicant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


CHECKS = {
    "slot_with_limit": "(slot IS NULL) = (slot_limit IS NULL)",
    "slot_within_limit": "slot IS NULL OR (slot BETWEEN 1 AND slot_limit)",
    "slot_of_submitted": "slot IS NULL OR state = 'submitted'",
}


def upgrade() -> None:
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("slot_limit", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_entry_direction_id_organisation_id_slot"),
            ["direction_id", "organisation_id", "slot"],
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_entry_direction_id_person_id_slot"), ["direction_id", "person_id", "slot"]
        )
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_entry_{name}"), condition)


def downgrade() -> None:
    with op.batch_alter_table("entry", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_entry_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_entry_direction_id_person_id_slot"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_entry_direction_id_organisation_id_slot"), type_="unique")
        batch_op.drop_column("slot_limit")
        batch_op.drop_column("slot")
