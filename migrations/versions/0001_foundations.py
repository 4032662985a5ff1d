"""Foundations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Document, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_audit_checkpoint_size_above_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoint")),
        sa.UniqueConstraint("size", name=op.f("uq_audit_checkpoint_size")),
    )
    op.create_table(
        "carried_out",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=96), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_out")),
        sa.UniqueConstraint(
            "person_id",
            "endpoint",
            "key",
            "body_sha256",
            name=op.f("uq_carried_out_person_id_endpoint_key_body_sha256"),
        ),
    )
    op.create_table(
        "organisation",
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String(length=300), nullable=False),
        sa.Column("country_region", sa.String(length=2), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("name_zh <> '' OR name_en <> ''", name=op.f("ck_organisation_has_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
    )
    op.create_index(op.f("ix_organisation_sort_key"), "organisation", ["sort_key"], unique=False)
    op.create_table(
        "programme",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "edition",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("current_version_id", sa.Integer(), nullable=True),
        sa.Column("opens_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_edition_closes_after_opening")),
        sa.ForeignKeyConstraint(
            ["current_version_id"], ["rulebook_version.id"], name="fk_edition_current_version", use_alter=True
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_edition_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("public_id", name=op.f("uq_edition_public_id")),
    )
    op.create_index(
        "uq_edition_live",
        "edition",
        ["programme_id", "year"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "person",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_latin", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=300), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("verified_at", Instant(), nullable=True),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("name_zh <> '' OR name_latin <> ''", name=op.f("ck_person_has_name")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.ForeignKeyConstraint(["employer_id"], ["organisation.id"], name=op.f("fk_person_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
    )
    op.create_index(op.f("ix_person_employer_id"), "person", ["employer_id"], unique=False)
    op.create_index(op.f("ix_person_sort_key"), "person", ["sort_key"], unique=False)
    op.create_table(
        "audit_leaf",
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=96), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("data", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_leaf_actor_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_audit_leaf_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_leaf")),
        sa.UniqueConstraint("data", name=op.f("uq_audit_leaf_data")),
    )
    op.create_index(op.f("ix_audit_leaf_action"), "audit_leaf", ["action"], unique=False)
    op.create_index(op.f("ix_audit_leaf_actor_id"), "audit_leaf", ["actor_id"], unique=False)
    op.create_index(op.f("ix_audit_leaf_edition_id"), "audit_leaf", ["edition_id"], unique=False)
    op.create_index(op.f("ix_audit_leaf_subject"), "audit_leaf", ["subject"], unique=False)
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "processing",
                "publication",
                "transfer",
                name="consentpurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text_version", sa.String(length=32), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_consent_edition_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consent_public_id")),
    )
    op.create_index(op.f("ix_consent_edition_id"), "consent", ["edition_id"], unique=False)
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_index(
        "uq_consent_live",
        "consent",
        ["person_id", "edition_id", "purpose", "text_version", "text_sha256"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "uq_consent_live_everywhere",
        "consent",
        ["person_id", "purpose", "text_version", "text_sha256"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL AND edition_id IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND edition_id IS NULL"),
    )
    op.create_table(
        "invitation",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "judge",
                "officer",
                "approver",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("role_ends_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role = 'administrator') = (edition_id IS NULL)",
            name=op.f("ck_invitation_only_administrator_everywhere"),
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_invitation_accepted_by_someone")
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitation_not_both_ended")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_invitation_accepted_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_invitation_edition_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_edition_id"), "invitation", ["edition_id"], unique=False)
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"], unique=False)
    op.create_table(
        "job",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("params", Document, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("result", Document, nullable=True),
        sa.Column("error", Document, nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name=op.f("ck_job_ended_has_instant")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_job_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    op.create_index("ix_job_waiting", "job", ["state", "id"], unique=False)
    op.create_table(
        "judge_profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fields", Document, nullable=False),
        sa.Column("languages", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_judge_profile_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_judge_profile_person_id")),
    )
    op.create_table(
        "membership",
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "council",
                "senior",
                "member",
                "individual",
                "partner",
                "non_profit",
                name="membercategory",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (person_id IS NULL)",
            name=op.f("ck_membership_organisation_or_person"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_membership_organisation_id")),
        sa.UniqueConstraint("person_id", name=op.f("uq_membership_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_public_id")),
    )
    op.create_table(
        "message",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("params", Document, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("given_up_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR address IS NOT NULL", name=op.f("ck_message_has_receiver")
        ),
        sa.CheckConstraint(
            "sent_at IS NULL OR given_up_at IS NULL", name=op.f("ck_message_sent_or_given_up")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
    )
    op.create_index("ix_message_inbox", "message", ["person_id", "id"], unique=False)
    op.create_index("ix_message_unsent", "message", ["sent_at", "next_attempt_at"], unique=False)
    op.create_table(
        "one_time_token",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "verify", "reset", name="tokenpurpose", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_token_token_hash")),
    )
    op.create_index(op.f("ix_one_time_token_person_id"), "one_time_token", ["person_id"], unique=False)
    op.create_table(
        "representation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_representation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_representation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
        sa.UniqueConstraint(
            "person_id", "organisation_id", name=op.f("uq_representation_person_id_organisation_id")
        ),
    )
    op.create_index(
        op.f("ix_representation_organisation_id"), "representation", ["organisation_id"], unique=False
    )
    op.create_table(
        "role_grant",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "judge",
                "officer",
                "approver",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role = 'administrator') = (edition_id IS NULL)",
            name=op.f("ck_role_grant_only_administrator_everywhere"),
        ),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_role_grant_ends_after_start")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_role_grant_edition_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_role_grant_ended_by_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id", "role", "edition_id", name=op.f("uq_role_grant_person_id_role_edition_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_role_grant_public_id")),
    )
    op.create_index(op.f("ix_role_grant_edition_id"), "role_grant", ["edition_id"], unique=False)
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_index(
        "uq_role_grant_everywhere",
        "role_grant",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("edition_id IS NULL"),
        postgresql_where=sa.text("edition_id IS NULL"),
    )
    op.create_table(
        "rulebook_version",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("canonical_json", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", Instant(), nullable=True),
        sa.Column("refused_by_id", sa.Integer(), nullable=True),
        sa.Column("refused_at", Instant(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(refused_at IS NULL) = (refusal = '')", name=op.f("ck_rulebook_version_refusal_has_reason")
        ),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_by_id IS NULL)", name=op.f("ck_rulebook_version_agreed_by_someone")
        ),
        sa.CheckConstraint(
            "(refused_at IS NULL) = (refused_by_id IS NULL)",
            name=op.f("ck_rulebook_version_refused_by_someone"),
        ),
        sa.CheckConstraint(
            "agreed_at IS NULL OR refused_at IS NULL", name=op.f("ck_rulebook_version_not_both_ended")
        ),
        sa.CheckConstraint(
            "agreed_by_id IS NULL OR agreed_by_id <> proposed_by_id",
            name=op.f("ck_rulebook_version_two_people"),
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_rulebook_version_sha256_is_hex")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_rulebook_version_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_rulebook_version_edition_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_rulebook_version_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["refused_by_id"], ["person.id"], name=op.f("fk_rulebook_version_refused_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_version")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_rulebook_version_edition_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rulebook_version_public_id")),
    )
    op.create_index(
        "uq_rulebook_version_pending",
        "rulebook_version",
        ["edition_id"],
        unique=True,
        sqlite_where=sa.text("agreed_at IS NULL AND refused_at IS NULL"),
        postgresql_where=sa.text("agreed_at IS NULL AND refused_at IS NULL"),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_session_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "audit_place",
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("leaf_id", sa.Integer(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint('"index" >= 0', name=op.f("ck_audit_place_index_from_zero")),
        sa.ForeignKeyConstraint(["leaf_id"], ["audit_leaf.id"], name=op.f("fk_audit_place_leaf_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_place")),
        sa.UniqueConstraint("index", name=op.f("uq_audit_place_index")),
        sa.UniqueConstraint("leaf_id", name=op.f("uq_audit_place_leaf_id")),
    )
    op.create_table(
        "direction",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_direction_edition_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rulebook_version.id"], name=op.f("fk_direction_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direction")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_direction_edition_id_code")),
    )
    op.create_table(
        "prize_list",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "approved",
                "returned",
                "published",
                name="prizeliststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("drawn_up_at", Instant(), nullable=False),
        sa.Column("drawn_up_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)",
            name=op.f("ck_prize_list_published_has_instant"),
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR return_reason <> ''", name=op.f("ck_prize_list_return_has_reason")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'published') OR decided_by_id IS NOT NULL",
            name=op.f("ck_prize_list_approved_by_someone"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_prize_list_decided_by_someone")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> drawn_up_by_id", name=op.f("ck_prize_list_two_people")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_prize_list_decided_by_id")),
        sa.ForeignKeyConstraint(["drawn_up_by_id"], ["person.id"], name=op.f("fk_prize_list_drawn_up_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_prize_list_edition_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rulebook_version.id"], name=op.f("fk_prize_list_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_list")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_prize_list_edition_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_prize_list_public_id")),
    )
    op.create_index(op.f("ix_prize_list_edition_id"), "prize_list", ["edition_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("direction_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "withdrawn",
                name="entrystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("draft", Document, nullable=False),
        sa.Column("tracks_draft", Document, nullable=False),
        sa.Column("title_zh", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=600), nullable=False),
        sa.Column("country_region", sa.String(length=2), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_entry_withdrawn_has_instant")
        ),
        sa.CheckConstraint(
            "state <> 'submitted' OR submitted_at IS NOT NULL", name=op.f("ck_entry_submitted_has_instant")
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_entry_organisation_or_person")
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) OR (number IS NOT NULL)", name=op.f("ck_entry_submitted_has_number")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_entry_created_by_id")),
        sa.ForeignKeyConstraint(["direction_id"], ["direction.id"], name=op.f("fk_entry_direction_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_entry_edition_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_entry_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_entry_edition_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_entry_public_id")),
    )
    op.create_index(op.f("ix_entry_country_region"), "entry", ["country_region"], unique=False)
    op.create_index(op.f("ix_entry_created_by_id"), "entry", ["created_by_id"], unique=False)
    op.create_index("ix_entry_list", "entry", ["edition_id", "state", "number"], unique=False)
    op.create_index(op.f("ix_entry_organisation_id"), "entry", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_entry_person_id"), "entry", ["person_id"], unique=False)
    op.create_table(
        "nomination",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("direction_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("nominee_organisation_id", sa.Integer(), nullable=True),
        sa.Column("nominee_person_id", sa.Integer(), nullable=True),
        sa.Column("nominee_name", sa.String(length=300), nullable=False),
        sa.Column("nominee_email", sa.String(length=254), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("slot_limit", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "declined",
                "withdrawn",
                name="nominationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name=op.f("ck_nomination_withdrawn_has_instant"),
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'declined')) = (answered_at IS NOT NULL)",
            name=op.f("ck_nomination_answered_has_instant"),
        ),
        sa.CheckConstraint(
            "(slot IS NULL) = (slot_limit IS NULL)", name=op.f("ck_nomination_slot_with_limit")
        ),
        sa.CheckConstraint(
            "nominee_organisation_id IS NULL OR nominee_person_id IS NULL",
            name=op.f("ck_nomination_firm_or_individual"),
        ),
        sa.CheckConstraint(
            "slot IS NULL OR (slot BETWEEN 1 AND slot_limit)", name=op.f("ck_nomination_slot_within_limit")
        ),
        sa.CheckConstraint(
            "slot IS NULL OR membership_id IS NOT NULL", name=op.f("ck_nomination_slot_of_a_member")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_nomination_answered_by_id")),
        sa.ForeignKeyConstraint(["direction_id"], ["direction.id"], name=op.f("fk_nomination_direction_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_nomination_edition_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_nomination_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominee_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_nomination_nominee_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["nominee_person_id"], ["person.id"], name=op.f("fk_nomination_nominee_person_id")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_nomination_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("public_id", name=op.f("uq_nomination_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_nomination_token_hash")),
    )
    op.create_index("ix_nomination_edition", "nomination", ["edition_id", "id"], unique=False)
    op.create_index(
        op.f("ix_nomination_nominee_organisation_id"), "nomination", ["nominee_organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_nomination_nominee_person_id"), "nomination", ["nominee_person_id"], unique=False
    )
    op.create_index(
        "uq_nomination_pair",
        "nomination",
        ["membership_id", "edition_id", "nominee_organisation_id"],
        unique=True,
        sqlite_where=sa.text("nominee_organisation_id IS NOT NULL AND state IN ('sent', 'accepted')"),
        postgresql_where=sa.text("nominee_organisation_id IS NOT NULL AND state IN ('sent', 'accepted')"),
    )
    op.create_index(
        "uq_nomination_slot",
        "nomination",
        ["membership_id", "direction_id", "slot"],
        unique=True,
        sqlite_where=sa.text("slot IS NOT NULL AND state IN ('sent', 'accepted')"),
        postgresql_where=sa.text("slot IS NOT NULL AND state IN ('sent', 'accepted')"),
    )
    op.create_table(
        "public_notice",
        sa.Column("prize_list_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("posted_by_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_public_notice_ends_after_start")),
        sa.ForeignKeyConstraint(["posted_by_id"], ["person.id"], name=op.f("fk_public_notice_posted_by_id")),
        sa.ForeignKeyConstraint(
            ["prize_list_id"], ["prize_list.id"], name=op.f("fk_public_notice_prize_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
        sa.UniqueConstraint("prize_list_id", name=op.f("uq_public_notice_prize_list_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_public_notice_public_id")),
    )
    op.create_table(
        "publication",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("prize_list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_publication_edition_id")),
        sa.ForeignKeyConstraint(
            ["prize_list_id"], ["prize_list.id"], name=op.f("fk_publication_prize_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_publication_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_publication_edition_id_number")),
        sa.UniqueConstraint("prize_list_id", name=op.f("uq_publication_prize_list_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publication_public_id")),
    )
    op.create_table(
        "stage",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("direction_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "screening",
                "scoring",
                "ballot",
                name="stagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("closes_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("rubric_locked_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_stage_closed_after_opening")
        ),
        sa.ForeignKeyConstraint(["direction_id"], ["direction.id"], name=op.f("fk_stage_direction_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_stage_edition_id")),
        sa.ForeignKeyConstraint(["version_id"], ["rulebook_version.id"], name=op.f("fk_stage_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("direction_id", "code", name=op.f("uq_stage_direction_id_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stage_public_id")),
    )
    op.create_index(op.f("ix_stage_direction_id"), "stage", ["direction_id"], unique=False)
    op.create_table(
        "track",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("direction_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["direction_id"], ["direction.id"], name=op.f("fk_track_direction_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_track_edition_id")),
        sa.ForeignKeyConstraint(["version_id"], ["rulebook_version.id"], name=op.f("fk_track_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_track_edition_id_code")),
    )
    op.create_index(op.f("ix_track_direction_id"), "track", ["direction_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_attachment_added_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_attachment_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachment_public_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachment_storage_key")),
    )
    op.create_index(op.f("ix_attachment_entry_id"), "attachment", ["entry_id"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("papers_sha256", sa.String(length=64), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (papers_sha256 IS NULL)",
            name=op.f("ck_ballot_closed_with_commitment"),
        ),
        sa.CheckConstraint("members > 0", name=op.f("ck_ballot_has_members")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_ballot_closed_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_ballot_opened_by_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_ballot_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ballot_public_id")),
        sa.UniqueConstraint("stage_id", name=op.f("uq_ballot_stage_id")),
    )
    op.create_table(
        "candidacy",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column(
            "eligibility",
            sa.Enum(
                "pending",
                "eligible",
                "returned",
                "ineligible",
                name="eligibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("screened_at", Instant(), nullable=True),
        sa.Column("screened_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer_by", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(eligibility = 'pending') = (screened_at IS NULL) AND (screened_at IS NULL) = (screened_by_id IS NULL)",
            name=op.f("ck_candidacy_screened_by_someone"),
        ),
        sa.CheckConstraint(
            "(eligibility = 'returned') = (answer_by IS NOT NULL)",
            name=op.f("ck_candidacy_returned_has_date"),
        ),
        sa.CheckConstraint(
            "eligibility NOT IN ('returned', 'ineligible') OR reason <> ''",
            name=op.f("ck_candidacy_refusal_has_reason"),
        ),
        sa.CheckConstraint("slot BETWEEN 1 AND 2", name=op.f("ck_candidacy_slot_of_two")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_candidacy_entry_id")),
        sa.ForeignKeyConstraint(["screened_by_id"], ["person.id"], name=op.f("fk_candidacy_screened_by_id")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_candidacy_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidacy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_candidacy_public_id")),
    )
    op.create_index(op.f("ix_candidacy_track_id"), "candidacy", ["track_id"], unique=False)
    op.create_index(
        "uq_candidacy_slot",
        "candidacy",
        ["entry_id", "slot"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "uq_candidacy_track",
        "candidacy",
        ["entry_id", "track_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "conflict_of_interest",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "employer",
                "representative",
                "declared",
                name="conflictsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_conflict_of_interest_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_of_interest_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
        sa.UniqueConstraint("person_id", "entry_id", name=op.f("uq_conflict_of_interest_person_id_entry_id")),
    )
    op.create_index(
        op.f("ix_conflict_of_interest_entry_id"), "conflict_of_interest", ["entry_id"], unique=False
    )
    op.create_table(
        "criterion",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "maximum > minimum AND minimum >= 0 AND step > 0", name=op.f("ck_criterion_scale_has_steps")
        ),
        sa.CheckConstraint("weight BETWEEN 1 AND 10000", name=op.f("ck_criterion_weight_is_a_share")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_criterion_stage_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rulebook_version.id"], name=op.f("fk_criterion_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("stage_id", "code", name=op.f("uq_criterion_stage_id_code")),
    )
    op.create_table(
        "panel",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_panel_stage_id")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_panel_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("public_id", name=op.f("uq_panel_public_id")),
        sa.UniqueConstraint("stage_id", "track_id", name=op.f("uq_panel_stage_id_track_id")),
    )
    op.create_index(
        "uq_panel_committee",
        "panel",
        ["stage_id"],
        unique=True,
        sqlite_where=sa.text("track_id IS NULL"),
        postgresql_where=sa.text("track_id IS NULL"),
    )
    op.create_table(
        "ranking",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("facts", Document, nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("run_by_id", sa.Integer(), nullable=False),
        sa.Column("advanced_at", Instant(), nullable=True),
        sa.Column("advanced_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["advanced_by_id"], ["person.id"], name=op.f("fk_ranking_advanced_by_id")),
        sa.ForeignKeyConstraint(["run_by_id"], ["person.id"], name=op.f("fk_ranking_run_by_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_ranking_stage_id")),
        sa.ForeignKeyConstraint(["version_id"], ["rulebook_version.id"], name=op.f("fk_ranking_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ranking_public_id")),
        sa.UniqueConstraint("stage_id", "number", name=op.f("uq_ranking_stage_id_number")),
    )
    op.create_index(op.f("ix_ranking_stage_id"), "ranking", ["stage_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", Document, nullable=False),
        sa.Column("tracks", Document, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_submission_entry_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_submission_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_submission_entry_id_number")),
    )
    op.create_table(
        "vacancy",
        sa.Column("prize_list_id", sa.Integer(), nullable=False),
        sa.Column("direction_code", sa.String(length=64), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(length=64), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("reason", Document, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_vacancy_some_places")),
        sa.ForeignKeyConstraint(["prize_list_id"], ["prize_list.id"], name=op.f("fk_vacancy_prize_list_id")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_vacancy_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
    )
    op.create_table(
        "ballot_voter",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_voter_ballot_id")),
        sa.ForeignKeyConstraint(["judge_id"], ["person.id"], name=op.f("fk_ballot_voter_judge_id")),
        sa.PrimaryKeyConstraint("ballot_id", "judge_id", name=op.f("pk_ballot_voter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "displaced",
        sa.Column("prize_list_id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reason", Document, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidacy_id"], ["candidacy.id"], name=op.f("fk_displaced_candidacy_id")),
        sa.ForeignKeyConstraint(
            ["prize_list_id"], ["prize_list.id"], name=op.f("fk_displaced_prize_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_displaced")),
    )
    op.create_index(op.f("ix_displaced_prize_list_id"), "displaced", ["prize_list_id"], unique=False)
    op.create_table(
        "panel_seat",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("seated_at", Instant(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["person.id"], name=op.f("fk_panel_seat_judge_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_seat_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint("panel_id", "judge_id", name=op.f("uq_panel_seat_panel_id_judge_id")),
    )
    op.create_index(op.f("ix_panel_seat_judge_id"), "panel_seat", ["judge_id"], unique=False)
    op.create_table(
        "prize",
        sa.Column("prize_list_id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reason", Document, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidacy_id"], ["candidacy.id"], name=op.f("fk_prize_candidacy_id")),
        sa.ForeignKeyConstraint(["prize_list_id"], ["prize_list.id"], name=op.f("fk_prize_prize_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize")),
        sa.UniqueConstraint(
            "prize_list_id", "candidacy_id", "tier", name=op.f("uq_prize_prize_list_id_candidacy_id_tier")
        ),
    )
    op.create_index(op.f("ix_prize_candidacy_id"), "prize", ["candidacy_id"], unique=False)
    op.create_table(
        "screening_decision",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column(
            "eligibility",
            sa.Enum(
                "pending",
                "eligible",
                "returned",
                "ineligible",
                name="eligibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("checks", Document, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer_by", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacy.id"], name=op.f("fk_screening_decision_candidacy_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_screening_decision_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_decision")),
    )
    op.create_index(
        op.f("ix_screening_decision_candidacy_id"), "screening_decision", ["candidacy_id"], unique=False
    )
    op.create_table(
        "stage_entry",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidacy_id"], ["candidacy.id"], name=op.f("fk_stage_entry_candidacy_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_entry_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stage_entry_public_id")),
        sa.UniqueConstraint("stage_id", "candidacy_id", name=op.f("uq_stage_entry_stage_id_candidacy_id")),
    )
    op.create_index(op.f("ix_stage_entry_candidacy_id"), "stage_entry", ["candidacy_id"], unique=False)
    op.create_table(
        "tie_decision",
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("tie_group", sa.Integer(), nullable=False),
        sa.Column("order", Document, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_tie_decision_has_reason")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_tie_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["ranking_id"], ["ranking.id"], name=op.f("fk_tie_decision_ranking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_decision")),
        sa.UniqueConstraint("ranking_id", "tie_group", name=op.f("uq_tie_decision_ranking_id_tie_group")),
    )
    op.create_table(
        "assignment",
        sa.Column("stage_entry_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", Instant(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=False),
        sa.Column("recused_at", Instant(), nullable=True),
        sa.Column("recusal_reason", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(recused_at IS NULL) = (recusal_reason = '')", name=op.f("ck_assignment_recusal_has_reason")
        ),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["person.id"], name=op.f("fk_assignment_assigned_by_id")),
        sa.ForeignKeyConstraint(["judge_id"], ["person.id"], name=op.f("fk_assignment_judge_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["assignment.id"], name=op.f("fk_assignment_replaces_id")),
        sa.ForeignKeyConstraint(
            ["stage_entry_id"], ["stage_entry.id"], name=op.f("fk_assignment_stage_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_public_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_assignment_replaces_id")),
        sa.UniqueConstraint("stage_entry_id", "judge_id", name=op.f("uq_assignment_stage_entry_id_judge_id")),
    )
    op.create_index("ix_assignment_judge", "assignment", ["judge_id", "id"], unique=False)
    op.create_table(
        "ballot_paper",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("stage_entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "yes",
                "no",
                "abstain",
                name="ballotmark",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_paper_ballot_id")),
        sa.ForeignKeyConstraint(
            ["stage_entry_id"], ["stage_entry.id"], name=op.f("fk_ballot_paper_stage_entry_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ballot_paper")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ballot_paper_ballot_id"), "ballot_paper", ["ballot_id"], unique=False)
    op.create_table(
        "ranking_row",
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("stage_entry_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("fell_back", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tie_group", sa.Integer(), nullable=True),
        sa.Column("advances", sa.Boolean(), nullable=False),
        sa.Column("tie_keys", Document, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank >= 1 AND position >= 1", name=op.f("ck_ranking_row_rank_from_one")),
        sa.ForeignKeyConstraint(["ranking_id"], ["ranking.id"], name=op.f("fk_ranking_row_ranking_id")),
        sa.ForeignKeyConstraint(
            ["stage_entry_id"], ["stage_entry.id"], name=op.f("fk_ranking_row_stage_entry_id")
        ),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_ranking_row_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_row")),
        sa.UniqueConstraint(
            "ranking_id", "stage_entry_id", name=op.f("uq_ranking_row_ranking_id_stage_entry_id")
        ),
    )
    op.create_index(op.f("ix_ranking_row_stage_entry_id"), "ranking_row", ["stage_entry_id"], unique=False)
    op.create_table(
        "score_sheet",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "sent", name="sheetstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_score_sheet_sent_has_instant")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_score_sheet_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_score_sheet_assignment_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_score_sheet_public_id")),
    )
    op.create_table(
        "sheet_score",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score >= 0", name=op.f("ck_sheet_score_score_not_negative")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_sheet_score_criterion_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_sheet_score_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "criterion_id", name=op.f("pk_sheet_score")),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(
            "fk_edition_current_version", "edition", "rulebook_version", ["current_version_id"], ["id"]
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_edition_current_version", "edition", type_="foreignkey")
    op.drop_table("sheet_score")
    op.drop_table("score_sheet")
    op.drop_index(op.f("ix_ranking_row_stage_entry_id"), table_name="ranking_row")
    op.drop_table("ranking_row")
    op.drop_index(op.f("ix_ballot_paper_ballot_id"), table_name="ballot_paper")
    op.drop_table("ballot_paper")
    op.drop_index("ix_assignment_judge", table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("tie_decision")
    op.drop_index(op.f("ix_stage_entry_candidacy_id"), table_name="stage_entry")
    op.drop_table("stage_entry")
    op.drop_index(op.f("ix_screening_decision_candidacy_id"), table_name="screening_decision")
    op.drop_table("screening_decision")
    op.drop_index(op.f("ix_prize_candidacy_id"), table_name="prize")
    op.drop_table("prize")
    op.drop_index(op.f("ix_panel_seat_judge_id"), table_name="panel_seat")
    op.drop_table("panel_seat")
    op.drop_index(op.f("ix_displaced_prize_list_id"), table_name="displaced")
    op.drop_table("displaced")
    op.drop_table("ballot_voter")
    op.drop_table("vacancy")
    op.drop_table("submission")
    op.drop_index(op.f("ix_ranking_stage_id"), table_name="ranking")
    op.drop_table("ranking")
    op.drop_index(
        "uq_panel_committee",
        table_name="panel",
        sqlite_where=sa.text("track_id IS NULL"),
        postgresql_where=sa.text("track_id IS NULL"),
    )
    op.drop_table("panel")
    op.drop_table("criterion")
    op.drop_index(op.f("ix_conflict_of_interest_entry_id"), table_name="conflict_of_interest")
    op.drop_table("conflict_of_interest")
    op.drop_index(
        "uq_candidacy_track",
        table_name="candidacy",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(
        "uq_candidacy_slot",
        table_name="candidacy",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_candidacy_track_id"), table_name="candidacy")
    op.drop_table("candidacy")
    op.drop_table("ballot")
    op.drop_index(op.f("ix_attachment_entry_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_track_direction_id"), table_name="track")
    op.drop_table("track")
    op.drop_index(op.f("ix_stage_direction_id"), table_name="stage")
    op.drop_table("stage")
    op.drop_table("publication")
    op.drop_table("public_notice")
    op.drop_index(
        "uq_nomination_slot",
        table_name="nomination",
        sqlite_where=sa.text("slot IS NOT NULL AND state IN ('sent', 'accepted')"),
        postgresql_where=sa.text("slot IS NOT NULL AND state IN ('sent', 'accepted')"),
    )
    op.drop_index(
        "uq_nomination_pair",
        table_name="nomination",
        sqlite_where=sa.text("nominee_organisation_id IS NOT NULL AND state IN ('sent', 'accepted')"),
        postgresql_where=sa.text("nominee_organisation_id IS NOT NULL AND state IN ('sent', 'accepted')"),
    )
    op.drop_index(op.f("ix_nomination_nominee_person_id"), table_name="nomination")
    op.drop_index(op.f("ix_nomination_nominee_organisation_id"), table_name="nomination")
    op.drop_index("ix_nomination_edition", table_name="nomination")
    op.drop_table("nomination")
    op.drop_index(op.f("ix_entry_person_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_organisation_id"), table_name="entry")
    op.drop_index("ix_entry_list", table_name="entry")
    op.drop_index(op.f("ix_entry_created_by_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_country_region"), table_name="entry")
    op.drop_table("entry")
    op.drop_index(op.f("ix_prize_list_edition_id"), table_name="prize_list")
    op.drop_table("prize_list")
    op.drop_table("direction")
    op.drop_table("audit_place")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(
        "uq_rulebook_version_pending",
        table_name="rulebook_version",
        sqlite_where=sa.text("agreed_at IS NULL AND refused_at IS NULL"),
        postgresql_where=sa.text("agreed_at IS NULL AND refused_at IS NULL"),
    )
    op.drop_table("rulebook_version")
    op.drop_index(
        "uq_role_grant_everywhere",
        table_name="role_grant",
        sqlite_where=sa.text("edition_id IS NULL"),
        postgresql_where=sa.text("edition_id IS NULL"),
    )
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_edition_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_representation_organisation_id"), table_name="representation")
    op.drop_table("representation")
    op.drop_index(op.f("ix_one_time_token_person_id"), table_name="one_time_token")
    op.drop_table("one_time_token")
    op.drop_index("ix_message_unsent", table_name="message")
    op.drop_index("ix_message_inbox", table_name="message")
    op.drop_table("message")
    op.drop_table("membership")
    op.drop_table("judge_profile")
    op.drop_index("ix_job_waiting", table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_invitation_email"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_edition_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(
        "uq_consent_live_everywhere",
        table_name="consent",
        sqlite_where=sa.text("withdrawn_at IS NULL AND edition_id IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND edition_id IS NULL"),
    )
    op.drop_index(
        "uq_consent_live",
        table_name="consent",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_consent_person_id"), table_name="consent")
    op.drop_index(op.f("ix_consent_edition_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(op.f("ix_audit_leaf_subject"), table_name="audit_leaf")
    op.drop_index(op.f("ix_audit_leaf_edition_id"), table_name="audit_leaf")
    op.drop_index(op.f("ix_audit_leaf_actor_id"), table_name="audit_leaf")
    op.drop_index(op.f("ix_audit_leaf_action"), table_name="audit_leaf")
    op.drop_table("audit_leaf")
    op.drop_index(op.f("ix_person_sort_key"), table_name="person")
    op.drop_index(op.f("ix_person_employer_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(
        "uq_edition_live",
        table_name="edition",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_table("edition")
    op.drop_table("programme")
    op.drop_index(op.f("ix_organisation_sort_key"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("carried_out")
    op.drop_table("audit_checkpoint")
