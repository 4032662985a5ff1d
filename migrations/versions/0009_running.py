"""A publication keeps until when objections are heard; paces are counted in the database."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from app.core.db import Instant
from app.core.working_days import after_working_days

revision = "0009"
down_revision = "0004"
branch_labels = None
depends_on = None

OBJECTIONS = "objections_end_at IS NULL OR objections_end_at > published_at"


def upgrade() -> None:
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objections_end_at", Instant(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_publication_objections_after_publication"), OBJECTIONS)
    _keep_ends_of_objections()
    op.create_table(
        "pace_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("paid_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pace_count")),
    )
    op.create_index(op.f("ix_pace_count_paid_until"), "pace_count", ["paid_until"])


def _keep_ends_of_objections() -> None:
    """As the winners' page would work them out today; none where the working days were not announced."""
    publication = sa.table(
        "publication", sa.column("id", sa.Integer), sa.column("prize_list_id", sa.Integer),
        sa.column("published_at", Instant()), sa.column("objections_end_at", Instant()),
    )  # fmt: skip
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
    op.drop_table("pace_count")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_publication_objections_after_publication"), type_="check")
        batch_op.drop_column("objections_end_at")
