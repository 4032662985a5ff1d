"""Nominations that are being written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db.base import Document, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nomination_draft",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("direction_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("nominee", sa.String(length=32), nullable=False),
        sa.Column("answers", Document, nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nomination_draft_person_id")),
        sa.ForeignKeyConstraint(
            ["direction_id"], ["direction.id"], name=op.f("fk_nomination_draft_direction_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_nomination_draft_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_draft")),
    )
    op.create_index(op.f("ix_nomination_draft_direction_id"), "nomination_draft", ["direction_id"])
    member, secretariat = sa.text("membership_id IS NOT NULL"), sa.text("membership_id IS NULL")
    op.create_index(
        "uq_nomination_draft_member",
        "nomination_draft",
        ["person_id", "direction_id", "membership_id", "nominee"],
        unique=True,
        sqlite_where=member,
        postgresql_where=member,
    )
    op.create_index(
        "uq_nomination_draft_secretariat",
        "nomination_draft",
        ["person_id", "direction_id", "nominee"],
        unique=True,
        sqlite_where=secretariat,
        postgresql_where=secretariat,
    )


def downgrade() -> None:
    op.drop_table("nomination_draft")
