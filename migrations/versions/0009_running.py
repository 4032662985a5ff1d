"""What happens once is once: submissions, nominations. Publications keep when objections end; paces are counted.

The log remembers the public keys that signed it.
"""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from app.core.db import Instant
from app.core.working_days import after_working_days
from migrations.triggers import lifted

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OBJECTIONS = "objections_end_at IS NULL OR objections_end_at > published_at"

INDIVIDUAL = "nominee_organisation_id IS NULL AND state IN ('sent', 'accepted')"
PROPOSAL = "nominee_organisation_id IS NULL AND membership_id IS NULL AND state IN ('sent', 'accepted')"
NOMINATIONS = (
    ("uq_nomination_individual", ["membership_id", "direction_id", "nominee_email"], sa.text(INDIVIDUAL)),
    ("uq_nomination_proposal", ["direction_id", "nominee_email"], sa.text(PROPOSAL)),
)


def upgrade() -> None:
    with lifted("publication", "submission"):
        _extend_publication()
        _count_submissions()
    op.create_table(
        "pace_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("paid_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pace_count")),
    )
    op.create_index(op.f("ix_pace_count_paid_until"), "pace_count", ["paid_until"])
    op.create_table(
        "audit_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verifier", sa.String(length=255), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_key")),
        sa.UniqueConstraint("verifier", name=op.f("uq_audit_key_verifier")),
    )
    _take_twins_back()
    for name, columns, where in NOMINATIONS:
        op.create_index(name, "nomination", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _extend_publication() -> None:
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objections_end_at", Instant(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_publication_objections_after_publication"), OBJECTIONS
        )
    _keep_ends_of_objections()


def _count_submissions() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry_version", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_submission_entry_id_entry_version"), ["entry_id", "entry_version"]
        )


def _take_twins_back() -> None:
    """Of nominations of one person that met in a race the earliest remains; the others are withdrawn, not deleted."""
    op.execute(
        "UPDATE nomination SET state = 'withdrawn', withdrawn_at = sent_at, answered_at = NULL, answered_by_id = NULL "
        "WHERE nominee_organisation_id IS NULL AND state IN ('sent', 'accepted') AND EXISTS ("
        "SELECT 1 FROM nomination earlier WHERE earlier.id < nomination.id "
        "AND earlier.nominee_organisation_id IS NULL AND earlier.state IN ('sent', 'accepted') "
        "AND earlier.direction_id = nomination.direction_id AND earlier.nominee_email = nomination.nominee_email "
        "AND COALESCE(earlier.membership_id, 0) = COALESCE(nomination.membership_id, 0))"
    )


def _keep_ends_of_objections() -> None:
    """As the winners' page would work them out today; none where the working days were not announced."""
    publication = sa.table(
        "publication",
        sa.column("id", sa.Integer),
        sa.column("prize_list_id", sa.Integer),
        sa.column("published_at", Instant()),
        sa.column("objections_end_at", Instant()),
    )
    prize_list = sa.table("prize_list", sa.column("id", sa.Integer), sa.column("version_id", sa.Integer))
    version = sa.table("rulebook_version", sa.column("id", sa.Integer), sa.column("canonical_json", sa.Text))
    rows = op.get_bind().execute(
        sa.select(publication.c.id, publication.c.published_at, version.c.canonical_json)
        .join(prize_list, prize_list.c.id == publication.c.prize_list_id)
        .join(version, version.c.id == prize_list.c.version_id)
    )
    for row_id, published_at, canonical in rows.all():
        one = sa.update(publication).where(publication.c.id == row_id)
        op.get_bind().execute(one.values(objections_end_at=_end(published_at, canonical)))


def _end(published_at: datetime, canonical: str) -> datetime | None:
    days = json.loads(canonical)["objections"]["working_days"]
    return after_working_days(published_at, days) if days else None


def downgrade() -> None:
    for name, _columns, _where in NOMINATIONS:
        op.drop_index(name, table_name="nomination")
    op.drop_table("audit_key")
    op.drop_table("pace_count")
    with lifted("publication", "submission"):
        with op.batch_alter_table("submission", schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f("uq_submission_entry_id_entry_version"), type_="unique")
            batch_op.drop_column("entry_version")
        with op.batch_alter_table("publication", schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f("ck_publication_objections_after_publication"), type_="check")
            batch_op.drop_column("objections_end_at")
