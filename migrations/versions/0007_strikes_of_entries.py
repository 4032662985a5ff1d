"""Entries that are struck after applications closed, names that were withheld, and what a ranking was made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Document, Instant
from migrations.triggers import lifted

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHECKS = {
    "asked_by_someone": "(asked_at IS NULL) = (asked_by_id IS NULL)",
    "request_has_words": "(asked_at IS NULL) = (request = '')",
    "asked_has_instant": "state <> 'asked' OR asked_at IS NOT NULL",
    "proposed_has_instant": "(state = 'asked') = (proposed_at IS NULL)",
    "proposed_by_someone": "(proposed_at IS NULL) = (proposed_by_id IS NULL)",
    "proposal_has_reason": "(proposed_at IS NULL) = (reason = '')",
    "decided_has_instant": "(state IN ('agreed', 'refused')) = (decided_at IS NOT NULL)",
    "decided_by_someone": "(decided_at IS NULL) = (decided_by_id IS NULL)",
    "two_people": "decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
    "refusal_has_reason": "(state = 'refused') = (refusal <> '')",
}
STANDING = sa.text("state <> 'refused'")


def upgrade() -> None:
    op.create_table(
        "strike",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        _choice("state", "strikestate", "asked", "proposed", "agreed", "refused"),
        _choice("cause", "strikecause", "withdrawn", "ineligible"),
        sa.Column("request", sa.Text(), nullable=False),
        *_step("asked"),
        sa.Column("reason", sa.Text(), nullable=False),
        *_step("proposed"),
        sa.Column("refusal", sa.Text(), nullable=False),
        *_step("decided"),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_strike_{name}"))
            for name, condition in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_strike_entry_id")),
        *(
            sa.ForeignKeyConstraint([f"{step}_by_id"], ["person.id"], name=op.f(f"fk_strike_{step}_by_id"))
            for step in ("asked", "proposed", "decided")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strike")),
        sa.UniqueConstraint("public_id", name=op.f("uq_strike_public_id")),
    )
    op.create_index(op.f("ix_strike_entry_id"), "strike", ["entry_id"])
    op.create_index(
        "uq_strike_standing",
        "strike",
        ["entry_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.add_column("stage_entry", sa.Column("left_at", Instant(), nullable=True))
    with lifted("ranking"):
        op.add_column("ranking", sa.Column("inputs", sa.Text(), nullable=True))
    op.add_column("publication", sa.Column("withheld", Document, nullable=True))


def _choice(column: str, name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)


def _step(name: str) -> tuple[sa.Column[object], sa.Column[int]]:
    when: sa.Column[object] = sa.Column(f"{name}_at", Instant(), nullable=True)
    return when, sa.Column(f"{name}_by_id", sa.Integer(), nullable=True)


def downgrade() -> None:
    op.drop_column("publication", "withheld")
    with lifted("ranking"):
        op.drop_column("ranking", "inputs")
    op.drop_column("stage_entry", "left_at")
    op.drop_table("strike")
