"""Members and their nominations (推荐)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, Versioned, choice
from app.people.models import Organisation, Person
from app.programmes.models import Direction, Edition


class MemberCategory(StrEnum):
    COUNCIL = "council"
    SENIOR = "senior"
    MEMBER = "member"
    INDIVIDUAL = "individual"
    PARTNER = "partner"
    NON_PROFIT = "non_profit"


class Membership(Public, Versioned, Model):
    """An organisation or a person that is a member; its representatives act for it in an edition by role."""

    __tablename__ = "membership"

    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    category: Mapped[MemberCategory] = mapped_column(choice(MemberCategory))
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(organisation_id IS NULL) <> (person_id IS NULL)", name="organisation_or_person"),
    )

    @property
    def name(self) -> dict[str, str]:
        """The member's name in both languages; one may be empty."""
        if self.organisation is not None:
            return self.organisation.name
        return (
            {"zh": self.person.name_zh, "en": self.person.name_latin} if self.person else {"zh": "", "en": ""}
        )

    def is_in_good_standing(self, now: datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)


class NominationState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LIVE = ("sent", "accepted")
_live = sa.text("slot IS NOT NULL AND state IN ('sent', 'accepted')")
_live_pair = sa.text("nominee_organisation_id IS NOT NULL AND state IN ('sent', 'accepted')")
_live_individual = sa.text("nominee_organisation_id IS NULL AND state IN ('sent', 'accepted')")
_live_proposal = sa.text(
    "nominee_organisation_id IS NULL AND membership_id IS NULL AND state IN ('sent', 'accepted')"
)


class Nomination(Public, Versioned, Model):
    """Of a firm, which uses a slot of the member's quota; or of an individual, who accepts in private."""

    __tablename__ = "nomination"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    direction_id: Mapped[int] = mapped_column(sa.ForeignKey("direction.id"))
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    nominee_organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    nominee_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    nominee_name: Mapped[str] = mapped_column(sa.String(300))
    nominee_email: Mapped[str] = mapped_column(sa.String(254))
    statement: Mapped[str] = mapped_column(sa.Text)
    slot: Mapped[int | None]
    slot_limit: Mapped[int | None]
    state: Mapped[NominationState] = mapped_column(choice(NominationState), default=NominationState.SENT)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    direction: Mapped[Direction] = relationship()
    membership: Mapped[Membership | None] = relationship()
    nominee_organisation: Mapped[Organisation | None] = relationship()
    nominee_person: Mapped[Person | None] = relationship(foreign_keys=[nominee_person_id])
    sent_by: Mapped[Person] = relationship(foreign_keys=[sent_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def is_of_a_firm(self) -> bool:
        return self.nominee_organisation_id is not None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    __table_args__ = (
        sa.CheckConstraint("(slot IS NULL) = (slot_limit IS NULL)", name="slot_with_limit"),
        sa.CheckConstraint("slot IS NULL OR (slot BETWEEN 1 AND slot_limit)", name="slot_within_limit"),
        sa.CheckConstraint("slot IS NULL OR membership_id IS NOT NULL", name="slot_of_a_member"),
        sa.CheckConstraint(
            "nominee_organisation_id IS NULL OR nominee_person_id IS NULL", name="firm_or_individual"
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'declined')) = (answered_at IS NOT NULL)", name="answered_has_instant"
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_instant"
        ),
        sa.Index(
            "uq_nomination_slot",
            "membership_id",
            "direction_id",
            "slot",
            unique=True,
            sqlite_where=_live,
            postgresql_where=_live,
        ),
        sa.Index(
            "uq_nomination_pair",
            "membership_id",
            "edition_id",
            "nominee_organisation_id",
            unique=True,
            sqlite_where=_live_pair,
            postgresql_where=_live_pair,
        ),
        sa.Index(
            "uq_nomination_individual",
            "membership_id",
            "direction_id",
            "nominee_email",
            unique=True,
            sqlite_where=_live_individual,
            postgresql_where=_live_individual,
        ),
        sa.Index(
            "uq_nomination_proposal",  # of the secretariat, which has no membership to tell apart by
            "direction_id",
            "nominee_email",
            unique=True,
            sqlite_where=_live_proposal,
            postgresql_where=_live_proposal,
        ),
        sa.Index("ix_nomination_edition", "edition_id", "id"),
    )


_of_member, _of_secretariat = sa.text("membership_id IS NOT NULL"), sa.text("membership_id IS NULL")


class NominationDraft(Versioned, Model):
    """A nomination that somebody is writing: of an organisation out of the list, or (`nominee` empty) of one that is
    typed in. It is gone once it was sent, and some time after the edition has closed.
    """

    __tablename__ = "nomination_draft"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    direction_id: Mapped[int] = mapped_column(sa.ForeignKey("direction.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    nominee: Mapped[str] = mapped_column(sa.String(32))
    answers: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    direction: Mapped[Direction] = relationship()
    membership: Mapped[Membership | None] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_nomination_draft_member",
            "person_id",
            "direction_id",
            "membership_id",
            "nominee",
            unique=True,
            sqlite_where=_of_member,
            postgresql_where=_of_member,
        ),
        sa.Index(
            "uq_nomination_draft_secretariat",
            "person_id",
            "direction_id",
            "nominee",
            unique=True,
            sqlite_where=_of_secretariat,
            postgresql_where=_of_secretariat,
        ),
    )
