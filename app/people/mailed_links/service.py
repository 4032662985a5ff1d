"""Mailed links: issued, used once, void once a later one is issued."""

from __future__ import annotations

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.errors import Conflict
from app.core.verdict import Verdict, _
from app.people.mailed_links.lifetimes import ONE_TIME
from app.people.models import OneTimeToken, Person, TokenPurpose
from app.people.sign_in.sessions import end_all_sessions
from app.people.sign_in.tokens import hash_of, new_token

SPENT = Verdict(False, _("This link has been used or has expired."))


def take_over(person: Person, password_hash: str) -> None:
    """Whoever reads the address's mail owns the account: whoever was in it before is out."""
    person.password_hash = password_hash
    person.verified_at = person.verified_at or clock.now()
    end_all_sessions(person)
    db.session.flush()


def issue_link(person: Person, purpose: TokenPurpose) -> str:
    token = new_token()
    expires_at = clock.now() + ONE_TIME[purpose]
    db.session.add(
        OneTimeToken(person_id=person.id, purpose=purpose, token_hash=hash_of(token), expires_at=expires_at)
    )
    return token


def spend_link(row: OneTimeToken) -> None:
    """Of several that use a link at once, one succeeds: the row is changed only while it is unused."""
    unused = sa.update(OneTimeToken).where(OneTimeToken.id == row.id, OneTimeToken.used_at.is_(None))
    if db.session.scalar(unused.values(used_at=clock.now()).returning(OneTimeToken.id)) is None:
        raise Conflict(SPENT.reason)


def void_links(person: Person, purpose: TokenPurpose) -> None:
    """Earlier links of the same kind end with a new one, or with the password that it set."""
    db.session.execute(
        sa.update(OneTimeToken)
        .where(
            OneTimeToken.person_id == person.id,
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
