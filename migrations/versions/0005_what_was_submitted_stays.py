"""Submitted rows stay as they are; a sheet can be reopened by two people; comments are handled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Document, Instant
from app.core.db.triggers import Refusal
from migrations import triggers

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GONE, CHANGED = "a score sheet is never deleted", "a score sheet that was sent in stands"
SENT = "(SELECT state FROM score_sheet WHERE id = OLD.sheet_id) = 'sent'"
BEFORE = (
    Refusal("score_sheet", "DELETE", "true", GONE),
    Refusal("score_sheet", "UPDATE", "OLD.state = 'sent'", CHANGED),
    Refusal("sheet_score", "DELETE", "true", GONE),
    Refusal("sheet_score", "UPDATE", SENT, CHANGED),
)
NEW = ("sheet_reopening", "handled_comment")


def upgrade() -> None:
    triggers.lift(*(table for table in triggers.TABLES if table not in NEW))
    _make_tables()
    op.add_column("score_sheet", sa.Column("reopened_at", Instant(), nullable=True))
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_conflict_of_interest_recorded_by_id"), "person", ["recorded_by_id"], ["id"]
        )
    op.add_column("ranking", sa.Column("sheet_changes", sa.Integer(), nullable=True))
    op.execute("UPDATE ranking SET sheet_changes = 0")
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.alter_column("sheet_changes", existing_type=sa.INTEGER(), nullable=False)
    triggers.make(*(refusal for table in triggers.TABLES for refusal in triggers.standing(table)))


def _make_tables() -> None:
    person = {name: sa.ForeignKey("person.id", name=f"fk_sheet_reopening_{name}") for name in PEOPLE}
    op.create_table(
        "sheet_reopening",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("scores", Document, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), person["asked_by_id"], nullable=False),
        sa.Column("proposed_at", Instant(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), person["proposed_by_id"], nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), person["decided_by_id"], nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(when, name=op.f(f"ck_sheet_reopening_{name}")) for name, when in CHECKS.items()),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_sheet_reopening_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_reopening")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sheet_reopening_public_id")),
    )
    op.create_index(op.f("ix_sheet_reopening_sheet_id"), "sheet_reopening", ["sheet_id"])
    is_open = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_sheet_reopening_open",
        "sheet_reopening",
        ["sheet_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "handled_comment",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handled_at", Instant(), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_handled_comment_has_note")),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["person.id"], name=op.f("fk_handled_comment_handled_by_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_handled_comment_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handled_comment")),
        sa.UniqueConstraint("sheet_id", "sent_at", name=op.f("uq_handled_comment_sheet_id_sent_at")),
    )


PEOPLE = ("asked_by_id", "proposed_by_id", "decided_by_id")
CHECKS = {
    "has_reason": "reason <> ''",
    "proposed_by_someone": "(proposed_at IS NULL) = (proposed_by_id IS NULL)",
    "decided_by_someone": "(decided_at IS NULL) = (decided_by_id IS NULL)",
    "agreed_by_two": "NOT agreed OR (proposed_at IS NOT NULL AND decided_at IS NOT NULL)",
    "two_other_people": "proposed_by_id <> asked_by_id AND decided_by_id <> asked_by_id AND "
    "decided_by_id <> proposed_by_id",
    "refusal_has_reason": "(decided_at IS NOT NULL AND NOT agreed) = (refusal <> '')",
}


def downgrade() -> None:
    triggers.lift(*triggers.TABLES)
    op.drop_table("handled_comment")
    op.drop_table("sheet_reopening")
    for table, column in (("ranking", "sheet_changes"), ("score_sheet", "reopened_at")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_conflict_of_interest_recorded_by_id"), type_="foreignkey")
        batch_op.drop_column("recorded_by_id")
    triggers.make(*BEFORE)
