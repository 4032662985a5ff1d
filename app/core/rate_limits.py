"""How often something may be done: counted in the database, one count for all processes.

After a burst a bucket lets one through at a time, each `window / most`: nobody is shut out for the whole window.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from flask import current_app, request
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.db import db
from app.core.errors import TooOften
from app.core.models import PaceCount

NONE = timedelta(0)
HOME = 64  # bits of an IPv6 address that a household or an office shares

_counted: ContextVar[bool] = ContextVar("counted", default=True)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`most` at once, or in `window`."""

    name: str
    most: int
    window: timedelta

    @property
    def each(self) -> timedelta:
        return self.window / self.most


Bucket = tuple[RateLimit, str]
"""A rate limit, and whose: a person, an account, a place on the network."""


@contextmanager
def uncounted() -> Iterator[None]:
    """For what no person does at a page, such as the demonstration."""
    token = _counted.set(False)
    try:
        yield
    finally:
        _counted.reset(token)


def take(*buckets: Bucket) -> None:
    """Count one in every bucket, inside a transaction; where one is full, none is counted and TooOften says
    how long."""
    if not _counts():
        return
    rows = _locked(buckets)
    now = clock.now()
    paid = [max(rows[_key(bucket)].paid_until, now) + bucket[0].each for bucket in buckets]
    wait = max(until - bucket[0].window - now for bucket, until in zip(buckets, paid, strict=True))
    if wait > NONE:
        raise TooOften(wait)
    for bucket, until in zip(buckets, paid, strict=True):
        rows[_key(bucket)].paid_until = until
    db.session.flush()


def give_back(*buckets: Bucket) -> None:
    """Take one out again, inside a transaction: what was counted beforehand turned out well."""
    if not _counts():
        return
    rows = _locked(buckets)
    for bucket in buckets:
        rows[_key(bucket)].paid_until -= bucket[0].each
    db.session.flush()


def place() -> str:
    """Where the request comes from, as far as the network tells."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return f"{int(address) >> HOME:x}"
    return str(address)


def forget_empty() -> None:
    """Drop the buckets that have run empty, inside a transaction."""
    db.session.execute(sa.delete(PaceCount).where(PaceCount.paid_until < clock.now()))


def _counts() -> bool:
    on: bool = current_app.config["SETTINGS"].rate_limits
    return on and _counted.get()


def _key(bucket: Bucket) -> str:
    """As a hash: the table says nothing of addresses and accounts."""
    limit, whose = bucket
    return hashlib.sha256(f"{limit.name}\n{whose}".encode()).hexdigest()


def _locked(buckets: Sequence[Bucket]) -> dict[str, PaceCount]:
    """The rows of the buckets, made where there are none; others wait for them until the transaction ends."""
    keys = sorted(_key(bucket) for bucket in buckets)  # one order for everybody: nobody waits in a ring
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    made = dialect.insert(PaceCount).on_conflict_do_nothing()
    db.session.execute(made, [{"key": key, "paid_until": clock.now()} for key in keys])
    rows = sa.select(PaceCount).where(PaceCount.key.in_(keys)).order_by(PaceCount.key)
    return {row.key: row for row in db.session.scalars(rows.with_for_update())}
