"""Signed-in browsers: a row for each, known by a secret in the cookie, so that any can be ended at once."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from flask import Flask, current_app, g, session
from sqlalchemy.orm import joinedload

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.people.models import Person, SignInSession
from app.people.sign_in import rules
from app.people.sign_in.tokens import hash_of, new_token
from config import Settings

IN_COOKIE = "_user_id"  # where Flask-Login looks


def idle_time(app: Flask) -> timedelta:
    """How long somebody stays signed in without opening a page."""
    settings: Settings = app.config["SETTINGS"]
    return timedelta(minutes=settings.session_idle_minutes)


def longest_time(app: Flask) -> timedelta:
    """How long somebody stays signed in at all."""
    settings: Settings = app.config["SETTINGS"]
    return timedelta(hours=settings.session_longest_hours)


def open_session(person: Person, *, device: str) -> str:
    """Sign a browser in, inside a transaction; the answer belongs into its cookie and nowhere else."""
    token, now = new_token(), clock.now()
    row = SignInSession(
        person_id=person.id,
        token_hash=hash_of(token),
        created_at=now,
        expires_at=now + longest_time(current_app),
        device=device[:120],
    )
    db.session.add(row)
    db.session.flush()
    record("session.opened", f"session:{row.public_id}", by=person)
    return token


def end_session(*, row: SignInSession, by: Person) -> None:
    """Sign one's own browser out, from this one or from another."""
    enforce(rules.owns_session(by, row, clock.now()))
    row.ended_at = row.ended_at or clock.now()
    db.session.flush()
    record("session.ended", f"session:{row.public_id}", by=by)


def end_all_sessions(person: Person, *, but: SignInSession | None = None) -> None:
    """Sign every browser of the person out, or every one but this."""
    standing = sa.update(SignInSession).where(
        SignInSession.person_id == person.id, SignInSession.ended_at.is_(None)
    )
    if but is not None:
        standing = standing.where(SignInSession.id != but.id)
    db.session.execute(standing.values(ended_at=clock.now()))


def end_other_sessions(*, row: SignInSession, by: Person) -> None:
    """Sign every other browser of one's own out."""
    enforce(rules.owns_session(by, row, clock.now()))
    end_all_sessions(by, but=row)
    record("session.others_ended", f"session:{row.public_id}", by=by)


def load_from_cookie(token: str) -> Person | None:
    """The person of a cookie, with what rules ask of them, in one query. A closed account is nobody."""
    found = db.session.execute(_by_token(), {"hash": hash_of(token), "now": clock.now()}).unique().first()
    if found is None:
        return None
    person, g.sign_in_session = found
    return person


@cache
def _by_token() -> sa.Select[Person, SignInSession]:
    """Built once: every page asks it."""
    return (
        sa.select(Person, SignInSession)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(
            SignInSession.token_hash == sa.bindparam("hash"),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > sa.bindparam("now"),
            Person.disabled_at.is_(None),
        )
        .options(
            joinedload(Person.grants),
            joinedload(Person.representations),
            joinedload(Person.former_employments),
        )
    )


def current_session() -> SignInSession:
    """The row of the browser that asks."""
    row: SignInSession = g.sign_in_session
    return row


def remember(token: str) -> None:
    """Put a new session into the cookie. Whatever an earlier one carried is gone, so none can be fixed beforehand."""
    session.clear()
    g.pop("csrf_token", None)  # made for the cookie before; a form in this very answer needs one of the new
    session.permanent = True
    session[IN_COOKIE] = token


def forget() -> None:
    """Empty the cookie."""
    session.clear()
