"""Organisations are known by a code, claimed, and joined by colleagues; where people have worked is on record."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from alembic import op

from app.core.db import Instant
from app.people.organisations.name_likeness import likeness_key, stem
from app.people.sort_keys import sort_key, sort_key_of_person

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEW = (
    "merged_into_id",
    "mail_domain",
    "registration_code",
    "namesake",
    "stem_en",
    "stem_zh",
    "key_en",
    "key_zh",
)
CODELESS = "registration_code IS NULL AND merged_into_id IS NULL AND {} <> ''"
BASES = ("registered", "nominated", "colleague", "domain", "officer")
SURNAMES_BEFORE = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
}
STATES = ("open", "confirmed", "refused")
OPEN_CLAIM, OPEN_INVITATION = "state = 'open'", "accepted_at IS NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    _extend_organisation()
    _compare_names()
    _tell_codeless_apart()
    _read_names_anew()
    _extend_representation()
    _employments()
    _claims()
    _invitations()


def _extend_organisation() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        for key in ("key_zh", "key_en", "stem_zh", "stem_en"):
            batch_op.add_column(sa.Column(key, sa.String(300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("namesake", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("registration_code", sa.String(64), nullable=True))
        batch_op.add_column(sa.Column("mail_domain", sa.String(253), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        for column in ("key_zh", "key_en", "stem_zh", "stem_en", "namesake", "mail_domain"):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_foreign_key(
            batch_op.f("fk_organisation_merged_into_id"), "organisation", ["merged_into_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_organisation_country_region_registration_code"),
            ["country_region", "registration_code"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_organisation_code_or_none"), "registration_code <> ''"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_organisation_merged_into_another"), "merged_into_id <> id"
        )
        for column in ("stem_zh", "stem_en", "merged_into_id"):
            batch_op.create_index(batch_op.f(f"ix_organisation_{column}"), [column], unique=False)


def _compare_names() -> None:
    """Rows of one name stay apart, as the first, the second, … of it, until an officer says that they are one."""
    table = sa.table(
        "organisation",
        *(sa.column(name) for name in ("id", "name_zh", "name_en", "country_region", "namesake")),
        *(sa.column(name) for name in ("key_zh", "key_en", "stem_zh", "stem_en")),
    )
    connection, seen = op.get_bind(), Counter[tuple[str, str, str]]()
    rows = sa.select(table.c.id, table.c.country_region, table.c.name_zh, table.c.name_en).order_by(
        table.c.id
    )
    for row, place, zh, en in connection.execute(rows).all():
        keys = {"key_zh": likeness_key(zh), "key_en": likeness_key(en)}
        stems = {column.replace("key", "stem"): stem(key) for column, key in keys.items()}
        own = [(place, column, key) for column, key in keys.items() if key]
        namesake = max((seen[each] for each in own), default=0)
        seen.update({each: namesake + 1 - seen[each] for each in own})
        connection.execute(table.update().where(table.c.id == row).values(namesake=namesake, **keys, **stems))


def _read_names_anew() -> None:
    """Keys of order by the whole name; a person's only where it is as it was worked out, and not as they corrected it."""
    from pypinyin import lazy_pinyin

    def as_before(chinese: str, latin: str) -> str:
        if not chinese:
            return latin.casefold().strip()[:300]
        first = SURNAMES_BEFORE.get(chinese[0])
        syllables = ([first] if first else lazy_pinyin(chinese[0])) + lazy_pinyin(chinese[1:])
        return " ".join(syllables).casefold()[:300]

    connection = op.get_bind()
    for name, latin, key_of in (
        ("organisation", "name_en", sort_key),
        ("person", "name_latin", sort_key_of_person),
    ):
        table = sa.table(name, *(sa.column(each) for each in ("id", "name_zh", latin, "sort_key")))
        for row, zh, other, key in connection.execute(sa.select(table)).all():
            if key == as_before(zh, other):
                anew = table.update().where(table.c.id == row).values(sort_key=key_of(zh, other))
                connection.execute(anew)


def _tell_codeless_apart() -> None:
    for key in ("key_zh", "key_en"):
        where = sa.text(CODELESS.format(key))
        op.create_index(
            f"uq_organisation_{key}",
            "organisation",
            ["country_region", key, "namesake"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def _extend_representation() -> None:
    """Whoever acts for an organisation came by their own word, as far as anybody knows."""
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("basis", sa.String(32), nullable=False, server_default="registered"))
        batch_op.add_column(sa.Column("confirmed_at", Instant(), nullable=True))
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.alter_column("basis", server_default=None)
        batch_op.create_check_constraint(batch_op.f("ck_representation_basis"), _one_of("basis", BASES))


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _employments() -> None:
    op.create_table(
        "former_employment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=True),
        sa.Column("until_year", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "from_year BETWEEN 1900 AND until_year AND until_year < 2200",
            name=op.f("ck_former_employment_years_in_order"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_employment_person_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_employment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_employment")),
        sa.UniqueConstraint(
            "person_id", "organisation_id", name=op.f("uq_former_employment_person_id_organisation_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_former_employment_public_id")),
    )
    _index("former_employment", "organisation_id")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _claims() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(_one_of("state", STATES), name=op.f("ck_claim_claimstate")),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f("ck_claim_decided_has_instant")
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR (decided_by_id IS NOT NULL AND reason <> '')",
            name=op.f("ck_claim_refusal_has_reason"),
        ),
        sa.CheckConstraint("decided_by_id <> person_id", name=op.f("ck_claim_decided_by_another")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_claim_organisation_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_claim_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("public_id", name=op.f("uq_claim_public_id")),
    )
    _index("claim", "person_id", "organisation_id")
    where = sa.text(OPEN_CLAIM)
    op.create_index(
        "uq_claim_open",
        "claim",
        ["person_id", "organisation_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _invitations() -> None:
    op.create_table(
        "colleague_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)",
            name=op.f("ck_colleague_invitation_accepted_by_someone"),
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_colleague_invitation_not_both_ended")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_colleague_invitation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_colleague_invitation_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_colleague_invitation_accepted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_colleague_invitation_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_colleague_invitation_token_hash")),
    )
    _index("colleague_invitation", "organisation_id")
    where = sa.text(OPEN_INVITATION)
    op.create_index(
        "uq_colleague_invitation_open",
        "colleague_invitation",
        ["organisation_id", "email"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    for table in ("colleague_invitation", "claim", "former_employment"):
        op.drop_table(table)
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_representation_basis"), type_="check")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("basis")
    for key in ("key_zh", "key_en"):
        op.drop_index(f"uq_organisation_{key}", "organisation")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        for column in ("stem_zh", "stem_en", "merged_into_id"):
            batch_op.drop_index(batch_op.f(f"ix_organisation_{column}"))
        batch_op.drop_constraint(batch_op.f("fk_organisation_merged_into_id"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("uq_organisation_country_region_registration_code"), type_="unique"
        )
        for check in ("code_or_none", "merged_into_another"):
            batch_op.drop_constraint(batch_op.f(f"ck_organisation_{check}"), type_="check")
        for column in NEW:
            batch_op.drop_column(column)
