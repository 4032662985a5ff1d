"""One list at a time, made from the latest rankings; corrections; a tie decided again; one open invitation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Document, Instant, new_public_id
from migrations.triggers import lifted

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATES = ("draft", "proposed", "approved", "returned", "published")
TIE_CHECKS = {
    "second_agreed_to": "in_force = (refused_at IS NULL AND (replaces_id IS NULL OR agreed_at IS NOT NULL))",
    "two_people": "agreed_by_id IS NULL OR agreed_by_id <> decided_by_id",
    "agreed_by_someone": "(agreed_at IS NULL) = (agreed_by_id IS NULL)",
    "refused_by_someone": "(refused_at IS NULL) = (refused_by_id IS NULL)",
    "refusal_has_reason": "(refused_at IS NULL) = (refusal = '')",
    "not_both_ended": "agreed_at IS NULL OR refused_at IS NULL",
}
CORRECTION_CHECKS = {
    "has_reason": "reason <> ''",
    "agreed_by_someone": "(agreed_at IS NULL) = (agreed_by_id IS NULL)",
    "two_people": "agreed_by_id IS NULL OR agreed_by_id <> asked_by_id",
    "ended_by_someone": "(ended_at IS NULL) = (ended_by_id IS NULL)",
    "ending_is_an_end": "ended_at IS NOT NULL OR ending = ''",
    "refused_with_reason": "agreed_at IS NOT NULL OR ended_at IS NULL OR ending <> ''",
}
SAME_OFFER = (
    "n.email = invitation.email AND n.role = invitation.role AND n.id > invitation.id AND n.accepted_at IS NULL "
    "AND n.withdrawn_at IS NULL AND coalesce(n.edition_id, 0) = coalesce(invitation.edition_id, 0)"
)
BEFORE = {
    "zh": "在设立更正程序之前公布的更正。",
    "en": "A correction that was published before corrections had a procedure of their own.",
}
LIFTED = ("ranking", "tie_decision", "prize_list", "public_notice", "publication")


def upgrade() -> None:
    with lifted(*LIFTED):
        _create_correction()
        _settle_stages()
        _supersede_rankings()
        _change_prize_lists()
        _change_tie_decisions()
        _name_corrections()
    _leave_one_invitation_open()


def _create_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", Document, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", Instant(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(text, name=op.f(f"ck_correction_{name}"))
            for name, text in CORRECTION_CHECKS.items()
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_correction_edition_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_correction_asked_by_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_correction_agreed_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_correction_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_correction_edition_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_correction_public_id")),
    )
    _partial_index("uq_correction_live", "correction", ["edition_id"], "ended_at IS NULL")


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def _settle_stages() -> None:
    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled_at", Instant(), nullable=True))
    op.execute(
        "UPDATE stage SET settled_at = (SELECT max(advanced_at) FROM ranking WHERE stage_id = stage.id)"
    )
    op.execute(
        "UPDATE stage SET rubric_locked_at = (SELECT opened_at FROM ballot WHERE stage_id = stage.id) "
        "WHERE rubric_locked_at IS NULL"
    )


def _supersede_rankings() -> None:
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("superseded_at", Instant(), nullable=True))
    op.execute(
        "UPDATE ranking SET superseded_at = (SELECT min(n.run_at) FROM ranking n "
        "WHERE n.stage_id = ranking.stage_id AND n.number > ranking.number)"
    )
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_ranking_used_is_latest"), "advanced_at IS NULL OR superseded_at IS NULL"
        )
    _partial_index("uq_ranking_latest", "ranking", ["stage_id"], "superseded_at IS NULL")


def _change_prize_lists() -> None:
    with op.batch_alter_table("prize_list", schema=None) as batch_op:
        batch_op.add_column(sa.Column("correction_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_prize_list_correction_id"), "correction", ["correction_id"], ["id"]
        )
    _allow_states(*STATES, "superseded")
    op.execute(
        "UPDATE prize_list SET state = 'superseded', version = version + 1 "
        "WHERE state IN ('draft', 'proposed', 'approved') AND EXISTS (SELECT 1 FROM prize_list n "
        "WHERE n.edition_id = prize_list.edition_id AND n.number > prize_list.number)"
    )
    _partial_index(
        "uq_prize_list_on_its_way", "prize_list", ["edition_id"], "state IN ('draft', 'proposed', 'approved')"
    )
    op.create_table(
        "prize_list_ranking",
        sa.Column("prize_list_id", sa.Integer(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prize_list_id"], ["prize_list.id"], name=op.f("fk_prize_list_ranking_prize_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_prize_list_ranking_ranking_id")
        ),
        sa.PrimaryKeyConstraint("prize_list_id", "ranking_id", name=op.f("pk_prize_list_ranking")),
    )
    op.create_index(
        op.f("ix_prize_list_ranking_ranking_id"), "prize_list_ranking", ["ranking_id"], unique=False
    )
    op.execute(
        "INSERT INTO prize_list_ranking (prize_list_id, ranking_id) SELECT l.id, max(r.id) FROM prize_list l "
        "JOIN stage s ON s.edition_id = l.edition_id JOIN ranking r ON r.stage_id = s.id "
        "WHERE r.run_at <= l.drawn_up_at GROUP BY l.id, s.id"
    )


def _allow_states(*states: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("prize_list", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_prize_list_prizeliststate"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_prize_list_prizeliststate"), f"state IN ({listed})")


def _change_tie_decisions() -> None:
    with op.batch_alter_table("tie_decision", schema=None) as batch_op:
        for name in ("replaces_id", "agreed_by_id", "refused_by_id"):
            target = "tie_decision" if name == "replaces_id" else "person"
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_tie_decision_{name}"), target, [name], ["id"])
        batch_op.add_column(sa.Column("agreed_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("refused_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("refusal", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("in_force", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.drop_constraint(batch_op.f("uq_tie_decision_ranking_id_tie_group"), type_="unique")
        for name, text in TIE_CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_tie_decision_{name}"), text)
    with op.batch_alter_table("tie_decision", schema=None) as batch_op:
        batch_op.alter_column("refusal", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("in_force", existing_type=sa.Boolean(), server_default=None)
    _partial_index(
        "uq_tie_decision_standing", "tie_decision", ["ranking_id", "tie_group"], "refused_at IS NULL"
    )


def _name_corrections() -> None:
    """Later publications were corrections already: of two people, without a note."""
    connection = op.get_bind()
    correction = sa.table(
        "correction",
        sa.column("note", Document),
        *(
            sa.column(name)
            for name in ("edition_id", "number", "reason", "asked_by_id", "agreed_by_id", "ended_by_id")
        ),
        *(sa.column(name, Instant()) for name in ("asked_at", "agreed_at", "ended_at")),
        sa.column("ending"),
        sa.column("public_id"),
        sa.column("id"),
    )
    later = connection.execute(
        sa.text(
            "SELECT p.edition_id, p.number - 1 AS number, l.id AS list_id, l.drawn_up_by_id, l.decided_by_id, "
            "p.published_by_id, l.drawn_up_at, l.decided_at, p.published_at FROM publication p "
            "JOIN prize_list l ON l.id = p.prize_list_id WHERE p.number > 1 ORDER BY p.edition_id, p.number"
        ).columns(drawn_up_at=Instant(), decided_at=Instant(), published_at=Instant())
    ).all()
    for row in later:
        made = connection.execute(
            correction.insert()
            .values(
                edition_id=row.edition_id,
                number=row.number,
                reason=f"{BEFORE['zh']} / {BEFORE['en']}",
                note=BEFORE,
                asked_at=row.drawn_up_at,
                asked_by_id=row.drawn_up_by_id,
                agreed_at=row.decided_at,
                agreed_by_id=row.decided_by_id,
                ended_at=row.published_at,
                ended_by_id=row.published_by_id,
                ending="",
                public_id=new_public_id(),
            )
            .returning(correction.c.id)
        ).scalar_one()
        named = sa.text("UPDATE prize_list SET correction_id = :correction WHERE id = :list")
        connection.execute(named, {"correction": made, "list": row.list_id})


def _leave_one_invitation_open() -> None:
    """Of several to one address for one role the latest stays open."""
    op.execute(
        "UPDATE invitation SET withdrawn_at = (SELECT max(n.created_at) FROM invitation n WHERE "
        + SAME_OFFER
        + ") "
        "WHERE accepted_at IS NULL AND withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM invitation n WHERE "
        + SAME_OFFER
        + ")"
    )
    unended = "accepted_at IS NULL AND withdrawn_at IS NULL"
    _partial_index("uq_invitation_open", "invitation", ["email", "role", "edition_id"], unended)
    _partial_index(
        "uq_invitation_open_everywhere", "invitation", ["email", "role"], f"{unended} AND edition_id IS NULL"
    )


def downgrade() -> None:
    op.drop_index("uq_invitation_open", table_name="invitation")
    op.drop_index("uq_invitation_open_everywhere", table_name="invitation")
    with lifted(*LIFTED):
        _restore_tie_decisions()
        _restore_prize_lists()
        _restore_rankings()
        with op.batch_alter_table("stage", schema=None) as batch_op:
            batch_op.drop_column("settled_at")
        op.drop_index("uq_correction_live", table_name="correction")
        op.drop_table("correction")


def _restore_rankings() -> None:
    op.drop_index("uq_ranking_latest", table_name="ranking")
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_ranking_used_is_latest"), type_="check")
        batch_op.drop_column("superseded_at")


def _restore_tie_decisions() -> None:
    """What was refused, or still waits, decided nothing."""
    op.execute(
        "UPDATE tie_decision SET replaces_id = NULL, agreed_at = NULL, agreed_by_id = NULL WHERE in_force"
    )
    op.execute("DELETE FROM tie_decision WHERE NOT in_force")
    op.drop_index("uq_tie_decision_standing", table_name="tie_decision")
    with op.batch_alter_table("tie_decision", schema=None) as batch_op:
        for name in TIE_CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_tie_decision_{name}"), type_="check")
        for name in ("replaces_id", "agreed_by_id", "refused_by_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_tie_decision_{name}"), type_="foreignkey")
        columns = (
            "in_force",
            "refusal",
            "refused_by_id",
            "refused_at",
            "agreed_by_id",
            "agreed_at",
            "replaces_id",
        )
        for name in columns:
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(
            batch_op.f("uq_tie_decision_ranking_id_tie_group"), ["ranking_id", "tie_group"]
        )


def _restore_prize_lists() -> None:
    op.drop_index(op.f("ix_prize_list_ranking_ranking_id"), table_name="prize_list_ranking")
    op.drop_table("prize_list_ranking")
    op.drop_index("uq_prize_list_on_its_way", table_name="prize_list")
    op.execute(
        "UPDATE prize_list SET state = 'returned', return_reason = 'superseded' WHERE state = 'superseded'"
    )
    _allow_states(*STATES)
    with op.batch_alter_table("prize_list", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_prize_list_correction_id"), type_="foreignkey")
        batch_op.drop_column("correction_id")
