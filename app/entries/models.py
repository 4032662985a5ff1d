"""Applications, the tracks they chose (candidacies), their files, and how they were screened."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Public, Versioned, choice
from app.core.db.triggers import frozen, install
from app.people.models import Organisation, Person
from app.programmes.models import Direction, Edition, Track


class ConflictSource(StrEnum):
    EMPLOYER = "employer"
    REPRESENTATIVE = "representative"
    DECLARED = "declared"


class ConflictOfInterest(Model):
    """This person keeps away from this entry, whatever their role."""

    __tablename__ = "conflict_of_interest"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id"), index=True)
    source: Mapped[ConflictSource] = mapped_column(choice(ConflictSource))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    since: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """The officer, where the secretariat put it on record; without one the person declared it."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    entry: Mapped[Entry] = relationship()

    __table_args__ = (sa.UniqueConstraint("person_id", "entry_id"),)


class EntryState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Entry(Public, Versioned, Model):
    """One application. `draft` is what is being typed; what counts is the latest `Submission`.

    `tracks_draft` holds the chosen track codes in order of preference; candidacies are made on submission. Where the
    rule-book limits the entries of an applicant, one that is submitted holds one of so many slots.
    """

    __tablename__ = "entry"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    direction_id: Mapped[int] = mapped_column(sa.ForeignKey("direction.id"))
    number: Mapped[str | None] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    state: Mapped[EntryState] = mapped_column(choice(EntryState), default=EntryState.DRAFT)
    draft: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    tracks_draft: Mapped[list[Any]]
    title_zh: Mapped[str] = mapped_column(sa.String(300), default="")
    title_en: Mapped[str] = mapped_column(sa.String(600), default="")
    country_region: Mapped[str] = mapped_column(sa.String(2), index=True)
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    slot: Mapped[int | None]
    slot_limit: Mapped[int | None]

    edition: Mapped[Edition] = relationship()
    direction: Mapped[Direction] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    candidacies: Mapped[list[Candidacy]] = relationship(
        back_populates="entry",
        order_by="Candidacy.slot",
        primaryjoin="and_(Candidacy.entry_id == Entry.id, Candidacy.withdrawn_at.is_(None))",
    )
    submissions: Mapped[list[Submission]] = relationship(back_populates="entry", order_by="Submission.number")
    attachments: Mapped[list[Attachment]] = relationship(back_populates="entry", order_by="Attachment.id")
    conflicts: Mapped[list[ConflictOfInterest]] = relationship("ConflictOfInterest", viewonly=True)
    """Ties to the entry that people have declared, whoever they are."""

    @property
    def standing_files(self) -> list[Attachment]:
        """The files of the draft."""
        return [file for file in self.attachments if file.removed_at is None]

    @property
    def sent_files(self) -> list[Attachment]:
        """The files that went with the latest submission, whatever became of the draft since."""
        return [file for file in self.attachments if file.was_sent]

    __table_args__ = (
        sa.UniqueConstraint("edition_id", "number"),
        sa.CheckConstraint("(organisation_id IS NULL) <> (person_id IS NULL)", name="organisation_or_person"),
        sa.CheckConstraint("state <> 'submitted' OR submitted_at IS NOT NULL", name="submitted_has_instant"),
        sa.CheckConstraint("(submitted_at IS NULL) OR (number IS NOT NULL)", name="submitted_has_number"),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_instant"
        ),
        sa.CheckConstraint("(slot IS NULL) = (slot_limit IS NULL)", name="slot_with_limit"),
        sa.CheckConstraint("slot IS NULL OR (slot BETWEEN 1 AND slot_limit)", name="slot_within_limit"),
        sa.CheckConstraint("slot IS NULL OR state = 'submitted'", name="slot_of_submitted"),
        sa.UniqueConstraint("direction_id", "organisation_id", "slot"),
        sa.UniqueConstraint("direction_id", "person_id", "slot"),
        sa.Index("ix_entry_list", "edition_id", "state", "number"),
    )


class Submission(Model):
    """What was submitted, once each time; never changed afterwards."""

    __tablename__ = "submission"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id"))
    number: Mapped[int]
    entry_version: Mapped[int | None]
    """Which version of the entry it is; unknown of submissions that are older than this column."""
    answers: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    tracks: Mapped[list[Any]]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    entry: Mapped[Entry] = relationship(back_populates="submissions")

    __table_args__ = (
        sa.UniqueConstraint("entry_id", "number"),
        sa.UniqueConstraint("entry_id", "entry_version"),
    )


class Eligibility(StrEnum):
    PENDING = "pending"
    ELIGIBLE = "eligible"
    RETURNED = "returned"
    INELIGIBLE = "ineligible"


_live = sa.text("withdrawn_at IS NULL")


class Candidacy(Public, Versioned, Model):
    """One entry in one chosen track: the unit of judging. `slot` is the applicant's preference, from 1."""

    __tablename__ = "candidacy"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id"))
    track_id: Mapped[int] = mapped_column(sa.ForeignKey("track.id"), index=True)
    slot: Mapped[int]
    withdrawn_at: Mapped[datetime | None]
    eligibility: Mapped[Eligibility] = mapped_column(choice(Eligibility), default=Eligibility.PENDING)
    screened_at: Mapped[datetime | None]
    screened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    answer_by: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship(back_populates="candidacies")
    track: Mapped[Track] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_candidacy_slot", "entry_id", "slot", unique=True, sqlite_where=_live, postgresql_where=_live
        ),
        sa.Index(
            "uq_candidacy_track",
            "entry_id",
            "track_id",
            unique=True,
            sqlite_where=_live,
            postgresql_where=_live,
        ),
        sa.CheckConstraint("slot BETWEEN 1 AND 2", name="slot_of_two"),
        sa.CheckConstraint(
            "(eligibility = 'pending') = (screened_at IS NULL) AND (screened_at IS NULL) = (screened_by_id IS NULL)",
            name="screened_by_someone",
        ),
        sa.CheckConstraint(
            "eligibility NOT IN ('returned', 'ineligible') OR reason <> ''", name="refusal_has_reason"
        ),
        sa.CheckConstraint("(eligibility = 'returned') = (answer_by IS NOT NULL)", name="returned_has_date"),
    )


class ScreeningDecision(Model):
    """Every decision on a candidacy, in order; the candidacy itself shows the latest."""

    __tablename__ = "screening_decision"

    candidacy_id: Mapped[int] = mapped_column(sa.ForeignKey("candidacy.id"), index=True)
    eligibility: Mapped[Eligibility] = mapped_column(choice(Eligibility))
    checks: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    answer_by: Mapped[datetime | None]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    candidacy: Mapped[Candidacy] = relationship()


class Attachment(Public, Model):
    """A file under one field of the form. The bytes lie in storage under `storage_key`."""

    __tablename__ = "attachment"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(64))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    storage_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship(back_populates="attachments")

    @property
    def was_sent(self) -> bool:
        """Whether it stood when the entry was last submitted."""
        sent = self.entry.submitted_at
        return (
            sent is not None and self.added_at <= sent and (self.removed_at is None or sent < self.removed_at)
        )


for _model in (Submission, ScreeningDecision):
    install(*frozen(_model, "what was submitted and decided stands"), on=_model)
