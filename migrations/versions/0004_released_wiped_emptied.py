"""The office steps judges back; a ballot knows that its papers were wiped; a field of a draft can be emptied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RELEASE, WIPED = (
    "released_by_id IS NULL OR recused_at IS NOT NULL",
    "wiped_at IS NULL OR closed_at IS NOT NULL",
)
SENT = "(SELECT state FROM score_sheet WHERE id = OLD.sheet_id) = 'sent'"
TRIGGERS = (
    ("DELETE", "true", "a score sheet is never deleted"),
    ("UPDATE", SENT, "a score sheet that was sent in stands"),
)


def upgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("released_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_assignment_released_by_id"), "person", ["released_by_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_assignment_release_is_recusal"), RELEASE)

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wiped_at", Instant(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_ballot_wiped_after_count"), WIPED)

    _let_scores_be_empty(True)


def _let_scores_be_empty(allowed: bool) -> None:
    """On SQLite the table is made anew, and its triggers with it."""
    with op.batch_alter_table("sheet_score", schema=None) as batch_op:
        batch_op.alter_column("score", existing_type=sa.INTEGER(), nullable=allowed)
    if op.get_bind().dialect.name == "sqlite":
        for event, when, reason in TRIGGERS:
            op.execute(
                f"CREATE TRIGGER sheet_score_{event.lower()} BEFORE {event} ON sheet_score WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
            )


def downgrade() -> None:
    _forget_empty_scores()
    _let_scores_be_empty(False)

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_ballot_wiped_after_count"), type_="check")
        batch_op.drop_column("wiped_at")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_assignment_release_is_recusal"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_assignment_released_by_id"), type_="foreignkey")
        batch_op.drop_column("released_by_id")


def _forget_empty_scores() -> None:
    """They say nothing that a missing row would not say; the triggers let no row go otherwise."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(
        "DROP TRIGGER sheet_score_delete" if on_sqlite else "ALTER TABLE sheet_score DISABLE TRIGGER USER"
    )
    op.execute("DELETE FROM sheet_score WHERE score IS NULL")
    if not on_sqlite:
        op.execute("ALTER TABLE sheet_score ENABLE TRIGGER USER")
