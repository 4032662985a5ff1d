"""Addresses that exist for examples alone (RFC 2606): mail to them would only come back."""

from __future__ import annotations

import sqlalchemy as sa

from app.outbox.models import Message

NAMES = ("example", "test", "invalid", "localhost")
DOMAINS = ("example.com", "example.net", "example.org")


def is_for_reserved() -> sa.ColumnElement[bool]:
    """Messages whose address is under one of these names."""
    address = sa.func.lower(Message.address)
    endings = [f"%{sign}{name}" for name in (*NAMES, *DOMAINS) for sign in "@."]
    return sa.or_(*(address.like(ending) for ending in endings))
