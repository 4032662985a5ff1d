"""Rows that the core itself keeps: jobs, rate limits, and the answers to forms that were already carried out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Model, Public, choice


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Public, Model):
    """Work too long for a request. The row is the truth; a worker that dies leaves it to the next."""

    __tablename__ = "job"

    kind: Mapped[str] = mapped_column(sa.String(64))
    params: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint(
            "(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="ended_has_instant"
        ),
        sa.Index("ix_job_waiting", "state", "id"),
    )


class PaceCount(Base):
    """How full a bucket of a rate limit is: it empties by itself, and is empty at `paid_until`."""

    __tablename__ = "pace_count"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    paid_until: Mapped[datetime] = mapped_column(index=True)


class IdempotencyKey(Model):
    """A form that was carried out, and its answer: the same form sent twice gets the same answer."""

    __tablename__ = "idempotency_key"

    person_id: Mapped[int] = mapped_column(default=0)  # 0: nobody was signed in
    endpoint: Mapped[str] = mapped_column(sa.String(96))
    key: Mapped[str] = mapped_column(sa.String(64))
    body_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    location: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("person_id", "endpoint", "key", "body_sha256"),)
