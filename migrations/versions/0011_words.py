"""Tables and columns have the names of their terms; events name their actor, letters where they were written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.renaming import Words, in_words, rename
from migrations.triggers import lifted

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RENAMED: dict[str, Words] = {
    "audit_leaf": {"audit_leaf": "audit_event"},
    "audit_place": {"audit_leaf": "audit_event", "leaf_id": "event_id"},
    "carried_out": {"carried_out": "idempotency_key"},
    "panel_seat": {"panel_seat": "panel_member", "seated_at": "added_at"},
    "ballot_paper": {"ballot_paper": "vote"},
    "ballot": {"papers_sha256": "votes_sha256", "wiped_": "purged_"},
    "score_sheet": {"sent_at": "submitted_at"},
    "sheet_reopening": {"sent_at": "submitted_at"},
    "handled_comment": {"sent_at": "submitted_at"},
    "submission": {"sent_at": "submitted_at", "sent_by_id": "submitted_by_id"},
}
LIFTED = (
    "audit_event",
    "audit_place",
    "vote",
    "ballot",
    "score_sheet",
    "sheet_score",
    "sheet_reopening",
    "handled_comment",
    "submission",
)
IN_LOCALE = (
    "CASE WHEN message.locale LIKE 'zh%' THEN coalesce(nullif(name_zh, ''), name_latin) "
    "ELSE coalesce(nullif(name_latin, ''), name_zh) END"
)
HAS_RECEIVER = "person_id IS NOT NULL OR address IS NOT NULL"
INSTANT = "(state = '{0}') = ({0}_at IS NOT NULL)"


def upgrade() -> None:
    _keep_receivers()
    with lifted(*LIFTED):
        _name_actors()
        _drop_checks_of_state("sent")
        for table, words in RENAMED.items():
            rename(table, words)
        _change_state("sent", "submitted")


def _keep_receivers() -> None:
    """The address and the name of today: where an earlier letter went is not on record."""
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(200), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("ck_message_has_receiver"), type_="check")
    of_person = "FROM person WHERE person.id = message.person_id"
    op.execute(
        f"UPDATE message SET address = (SELECT email {of_person}), name = (SELECT {IN_LOCALE} {of_person}) "
        "WHERE person_id IS NOT NULL"
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("address", existing_type=sa.String(254), nullable=False)
        batch_op.alter_column("name", existing_type=sa.String(200), server_default=None)


def _name_actors() -> None:
    """By public id, as the statement of each event does. The statements are hashed, and stay as they are."""
    with op.batch_alter_table("audit_leaf", schema=None) as batch_op:
        batch_op.add_column(sa.Column("actor", sa.String(16), nullable=True))
    op.execute("UPDATE audit_leaf SET actor = (SELECT public_id FROM person WHERE id = audit_leaf.actor_id)")
    with op.batch_alter_table("audit_leaf", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_leaf_actor_id"))
        batch_op.drop_constraint(batch_op.f("fk_audit_leaf_actor_id"), type_="foreignkey")
        batch_op.drop_column("actor_id")
        batch_op.create_index(batch_op.f("ix_audit_leaf_actor"), ["actor"])


def _drop_checks_of_state(final: str) -> None:
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        for name in ("sheetstate", f"{final}_has_instant"):
            batch_op.drop_constraint(batch_op.f(f"ck_score_sheet_{name}"), type_="check")


def _change_state(before: str, now: str) -> None:
    op.execute(f"UPDATE score_sheet SET state = '{now}' WHERE state = '{before}'")
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_score_sheet_sheetstate"), f"state IN ('draft', '{now}')"
        )
        batch_op.create_check_constraint(batch_op.f(f"ck_score_sheet_{now}_has_instant"), INSTANT.format(now))


def downgrade() -> None:
    with lifted(*LIFTED):
        _drop_checks_of_state("submitted")
        for table, words in RENAMED.items():
            rename(in_words(table, words), {new: old for old, new in words.items()})
        _change_state("submitted", "sent")
        _number_actors()
    _forget_receivers()


def _number_actors() -> None:
    with op.batch_alter_table("audit_leaf", schema=None) as batch_op:
        batch_op.add_column(sa.Column("actor_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_audit_leaf_actor_id"), "person", ["actor_id"], ["id"])
    op.execute("UPDATE audit_leaf SET actor_id = (SELECT id FROM person WHERE public_id = audit_leaf.actor)")
    with op.batch_alter_table("audit_leaf", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_leaf_actor"))
        batch_op.drop_column("actor")
        batch_op.create_index(batch_op.f("ix_audit_leaf_actor_id"), ["actor_id"])


def _forget_receivers() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("address", existing_type=sa.String(254), nullable=True)
        batch_op.create_check_constraint(batch_op.f("ck_message_has_receiver"), HAS_RECEIVER)
        batch_op.drop_column("name")
    op.execute("UPDATE message SET address = NULL WHERE person_id IS NOT NULL")
