"""People, the organisations they act for, their roles, and how they sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Model, Public, Versioned, choice
from app.people.organisations.name_likeness import likeness_key, stem


class Role(StrEnum):
    """What a person may be beyond an applicant, which everyone is."""

    MEMBER = "member"
    JUDGE = "judge"
    OFFICER = "officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


_codeless = "registration_code IS NULL AND merged_into_id IS NULL AND {} <> ''"


class Organisation(Public, Versioned, Model):
    """One row a firm: known by its registration code where it was given, and until then alone under its name.

    `key_…` compares names, `stem_…` without their legal form; `namesake` tells those apart that shared a name before
    names were compared. A row that was merged into another stays on record, and nothing refers to it any more.
    """

    __tablename__ = "organisation"

    name_zh: Mapped[str] = mapped_column(sa.String(200), default="")
    name_en: Mapped[str] = mapped_column(sa.String(300), default="")
    key_zh: Mapped[str] = mapped_column(sa.String(300), default="")
    key_en: Mapped[str] = mapped_column(sa.String(300), default="")
    stem_zh: Mapped[str] = mapped_column(sa.String(300), default="", index=True)
    stem_en: Mapped[str] = mapped_column(sa.String(300), default="", index=True)
    namesake: Mapped[int] = mapped_column(default=0)
    sort_key: Mapped[str] = mapped_column(sa.String(300), index=True)
    country_region: Mapped[str] = mapped_column(sa.String(2))
    registration_code: Mapped[str | None] = mapped_column(sa.String(64))
    mail_domain: Mapped[str] = mapped_column(sa.String(253), default="")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime]

    merged_into: Mapped[Organisation | None] = relationship(remote_side="Organisation.id")

    __table_args__ = (
        sa.CheckConstraint("name_zh <> '' OR name_en <> ''", name="has_name"),
        sa.CheckConstraint("registration_code <> ''", name="code_or_none"),
        sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        sa.UniqueConstraint("country_region", "registration_code"),
        *(
            sa.Index(
                f"uq_organisation_{key}",
                "country_region",
                key,
                "namesake",
                unique=True,
                sqlite_where=sa.text(_codeless.format(key)),
                postgresql_where=sa.text(_codeless.format(key)),
            )
            for key in ("key_zh", "key_en")
        ),
    )

    @validates("name_zh", "name_en")
    def _compare_by(self, column: str, name: str) -> str:
        key = likeness_key(name)
        setattr(self, column.replace("name", "key"), key)
        setattr(self, column.replace("name", "stem"), stem(key))
        return name

    @property
    def name(self) -> dict[str, str]:
        return {"zh": self.name_zh, "en": self.name_en}


class Person(Public, Versioned, Model):
    """Names are whole fields in the person's own order, never first and last."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name_zh: Mapped[str] = mapped_column(sa.String(100), default="")
    name_latin: Mapped[str] = mapped_column(sa.String(200), default="")
    sort_key: Mapped[str] = mapped_column(sa.String(300), index=True)
    locale: Mapped[str] = mapped_column(sa.String(8), default="zh")
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    employer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    post: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    employer: Mapped[Organisation | None] = relationship(foreign_keys=[employer_id])
    former_employments: Mapped[list[FormerEmployment]] = relationship(back_populates="person")
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id", order_by="RoleGrant.id"
    )
    representations: Mapped[list[Representation]] = relationship(
        back_populates="person", order_by="Representation.id"
    )

    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("name_zh <> '' OR name_latin <> ''", name="has_name"),
    )

    # Flask-Login asks a signed-in person these.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def name_in(self, locale: str) -> str:
        """The name for a reader of that language, in the other script where there is no other."""
        return (
            (self.name_zh or self.name_latin)
            if locale.startswith("zh")
            else (self.name_latin or self.name_zh)
        )


class FormerEmployment(Public, Model):
    """Where a person has worked, and in which years as far as they say."""

    __tablename__ = "former_employment"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    from_year: Mapped[int | None]
    until_year: Mapped[int]

    person: Mapped[Person] = relationship(back_populates="former_employments")
    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("person_id", "organisation_id"),
        sa.CheckConstraint(
            "from_year BETWEEN 1900 AND until_year AND until_year < 2200", name="years_in_order"
        ),
    )


class Basis(StrEnum):
    """By what somebody acts for an organisation."""

    REGISTERED = "registered"
    NOMINATED = "nominated"
    COLLEAGUE = "colleague"
    DOMAIN = "domain"
    OFFICER = "officer"


class Representation(Model):
    """This person acts for this organisation. Confirmed: the organisation's mail domain or the secretariat says so."""

    __tablename__ = "representation"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    basis: Mapped[Basis] = mapped_column(choice(Basis), default=Basis.REGISTERED)
    confirmed_at: Mapped[datetime | None]
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="representations")
    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id"),)


class RoleGrant(Public, Model):
    """A role in one edition until a date. The administrator's is of the installation, so it has no edition."""

    __tablename__ = "role_grant"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])

    __table_args__ = (
        sa.UniqueConstraint("person_id", "role", "edition_id"),
        sa.Index(
            "uq_role_grant_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=sa.text("edition_id IS NULL"),
            postgresql_where=sa.text("edition_id IS NULL"),
        ),
        sa.CheckConstraint(
            "(role = 'administrator') = (edition_id IS NULL)", name="only_administrator_everywhere"
        ),
        sa.CheckConstraint("ends_at >= starts_at", name="ends_after_start"),
    )


_open_invitation = sa.text("accepted_at IS NULL AND withdrawn_at IS NULL")
_open_everywhere = sa.text("accepted_at IS NULL AND withdrawn_at IS NULL AND edition_id IS NULL")


class TokenPurpose(StrEnum):
    VERIFY = "verify"
    RESET = "reset"


class OneTimeToken(Model):
    """A mailed link, good once; only its hash is kept."""

    __tablename__ = "one_time_token"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(choice(TokenPurpose))
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SignInSession(Public, Model):
    """One signed-in browser. Its cookie carries a secret whose hash stands here, so it can be ended at once."""

    __tablename__ = "sign_in_session"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(sa.String(120), default="")

    person: Mapped[Person] = relationship()
