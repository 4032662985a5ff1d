"""Whatever is changed in the tables of the log, anywhere, is seen; and a log that was not changed never complains."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.audit import sealing
from app.audit.keys import verifier
from app.audit.merkle import leaf_hash
from app.audit.models import AuditCheckpoint, AuditEvent, AuditPlace
from app.audit.verify import verify
from app.core.db import db, transaction
from tests.tampering import behind_its_back

ROUNDS = 120
Write = Callable[..., None]


class Undone(Exception):
    """Takes a change back, once it was looked at."""


def a_leaf(session: Session, chance: random.Random) -> AuditEvent:
    rows = session.scalars(sa.select(AuditEvent).join(AuditPlace).order_by(AuditEvent.id)).all()
    return chance.choice(rows)


def a_place(session: Session, chance: random.Random) -> AuditPlace:
    return chance.choice(session.scalars(sa.select(AuditPlace).order_by(AuditPlace.index)).all())


def a_mark(session: Session, chance: random.Random) -> AuditCheckpoint:
    return chance.choice(session.scalars(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size)).all())


def flipped(value: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(value))
    return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]


def another_statement(session: Session, chance: random.Random) -> None:
    leaf = a_leaf(session, chance)
    leaf.statement = leaf.statement.replace("number", "numbex", 1)


def a_whole_forged_leaf(session: Session, chance: random.Random) -> None:
    """With a nonce and a hash that fit, and what the place remembers."""
    leaf = a_leaf(session, chance)
    leaf.statement = leaf.statement.replace("number", "numbex", 1)
    leaf.nonce = chance.randbytes(16)
    leaf.data = hashlib.sha256(leaf.nonce + leaf.statement.encode()).digest()
    session.execute(
        sa.update(AuditPlace).where(AuditPlace.event_id == leaf.id).values(leaf_hash=leaf_hash(leaf.data))
    )


def another_nonce(session: Session, chance: random.Random) -> None:
    leaf = a_leaf(session, chance)
    leaf.nonce = flipped(leaf.nonce, chance)


def another_hash(session: Session, chance: random.Random) -> None:
    leaf = a_leaf(session, chance)
    leaf.data = flipped(leaf.data, chance)


def another_column(session: Session, chance: random.Random) -> None:
    leaf = a_leaf(session, chance)
    if chance.random() < 0.5:
        leaf.action = "entry.withdrawn"
    else:
        leaf.subject += "x"


def a_removed_place(session: Session, chance: random.Random) -> None:
    session.delete(a_place(session, chance))


def exchanged_places(session: Session, chance: random.Random) -> None:
    one, two = a_place(session, chance), a_place(session, chance)
    if one is two:
        two = next(row for row in session.scalars(sa.select(AuditPlace)) if row is not one)
    first, second = one.index, two.index
    for place, index in ((one, 10**6), (two, first), (one, second)):
        place.index = index
        session.flush()


def another_memory(session: Session, chance: random.Random) -> None:
    place = a_place(session, chance)
    place.leaf_hash = flipped(place.leaf_hash, chance)


def another_root(session: Session, chance: random.Random) -> None:
    mark = a_mark(session, chance)
    mark.root = flipped(mark.root, chance)


def other_peaks(session: Session, chance: random.Random) -> None:
    mark = a_mark(session, chance)
    mark.frontier = flipped(mark.frontier, chance)


def another_size(session: Session, chance: random.Random) -> None:
    mark = a_mark(session, chance)
    mark.size += 1000


def another_note(session: Session, chance: random.Random) -> None:
    mark = a_mark(session, chance)
    text, gap, signature = mark.note.partition("\n\n")
    at = chance.randrange(len(text))
    mark.note = f"{text[:at]}{'A' if text[at] != 'A' else 'B'}{text[at + 1 :]}{gap}{signature}"


TAMPERS = (
    another_statement,
    a_whole_forged_leaf,
    another_nonce,
    another_hash,
    another_column,
    a_removed_place,
    exchanged_places,
    another_memory,
    another_root,
    other_peaks,
    another_size,
    another_note,
)


def test_every_change_is_seen(log_app: Flask, write: Write) -> None:
    for count in (1, 5, 8, 11):
        write(count)
        sealing.seal()
    key, unseen = verifier(log_app.config["SETTINGS"]), []
    for number in range(ROUNDS):
        tamper = TAMPERS[number % len(TAMPERS)]
        with suppress(Undone), transaction() as session:
            with behind_its_back("audit_event", "audit_place", "audit_checkpoint"):
                tamper(session, random.Random(number))
            session.expire_all()
            if not verify(key).faults:
                unseen.append((tamper.__name__, number))
            raise Undone
    assert unseen == []
    assert verify(key).faults == []


def test_an_honest_log_never_complains(log_app: Flask, write: Write) -> None:
    key, chance = verifier(log_app.config["SETTINGS"]), random.Random(1)
    for _ in range(25):
        write(chance.randrange(4))
        if chance.random() < 0.7:
            sealing.seal()
        assert verify(key).faults == []
        db.session.rollback()
