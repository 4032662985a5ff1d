"""Mailed links, found by the token that stands in them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import OneTimeToken, TokenPurpose
from app.people.sign_in.tokens import hash_of


def find_token(token: str, purpose: TokenPurpose, now: datetime) -> OneTimeToken | None:
    """The row of a link that can still be used."""
    return db.session.scalar(
        _of(token, purpose).where(OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > now)
    )


def get_verification(token: str) -> OneTimeToken:
    """The row of a link that confirms an address, whatever has become of it."""
    found = db.session.scalar(_of(token, TokenPurpose.VERIFY))
    if found is None:
        raise NotFound
    return found


def _of(token: str, purpose: TokenPurpose) -> sa.Select[OneTimeToken]:
    return sa.select(OneTimeToken).where(
        OneTimeToken.token_hash == hash_of(token), OneTimeToken.purpose == purpose
    )
