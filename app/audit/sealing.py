"""Give the events that stand unsealed their places in the tree, and sign what the tree then is.

Writers of events never wait for it: it reads and hashes before its transaction, and only adds rows in it.
Where two sealers meet, both want the same next place, and the constraint lets one of them have it.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.audit.checkpoints import Checkpoint, Verifier, sign, verifier_of
from app.audit.key_changes import CHANGED, TreeChange, facts_of, key_of_log, latest
from app.audit.merkle import Frontier, leaf_hash
from app.audit.models import AuditCheckpoint, AuditEvent, AuditKey, AuditPlace
from app.audit.service import record
from app.core import clock
from app.core.db import db, transaction
from config import Settings

log = structlog.get_logger(__name__)

BATCH = 1000


def seal() -> int:
    """Seal what stands unsealed, batch by batch, each under a checkpoint of its own; the number of events."""
    sealed = 0
    while count := _seal_batch():
        sealed += count
    return sealed


def _seal_batch() -> int:
    frontier, events = _frontier(), _unsealed()
    if not events:
        db.session.rollback()
        return 0
    key = key_of_log(current_app.config["SETTINGS"])
    db.session.rollback()
    places = _places(frontier, events)
    try:
        with transaction():
            _add(places, frontier, key)
    except IntegrityError:
        log.info("another sealer was faster")
        return 0
    return len(places)


def change_key(
    key: Ed25519PrivateKey, *, earlier: Verifier, handed_over_by: Ed25519PrivateKey | None
) -> TreeChange:
    """Put on record that `key` signs from now on, and seal that record under it, inside one transaction.

    The earlier key signs the record too, where it is at hand.
    """
    origin = current_app.config["SETTINGS"].log_origin
    frontier, waiting = _frontier(), db.session.execute(_unsealed_query()).all()
    change = TreeChange(frontier.size + len(waiting), earlier, verifier_of(origin, key))
    facts = facts_of(change, key, handed_over_by)
    record("log.key_changed", f"log:{change.later.key_id.hex()}", by=None, edition_id=None, **facts)
    own = (
        sa.select(AuditEvent.id, AuditEvent.data)
        .where(AuditEvent.action == CHANGED)
        .order_by(AuditEvent.id.desc())
    )
    places = _places(frontier, [*waiting, db.session.execute(own.limit(1)).one()])
    _add(places, frontier, key)
    return change


def _frontier() -> Frontier:
    last = latest()
    return Frontier.from_bytes(last.size, last.frontier) if last else Frontier()


def _places(frontier: Frontier, events: Sequence[sa.Row[int, bytes]]) -> list[dict[str, int | bytes]]:
    """The next places of the tree for these events; the frontier has grown by them afterwards."""
    places: list[dict[str, int | bytes]] = []
    for event_id, data in events:
        places.append({"index": frontier.size, "event_id": event_id, "leaf_hash": leaf_hash(data)})
        frontier.add(leaf_hash(data))
    return places


def _add(places: list[dict[str, int | bytes]], frontier: Frontier, key: Ed25519PrivateKey) -> None:
    """Inside a transaction: the places, what the tree then is, and whose public key signed that."""
    db.session.execute(sa.insert(AuditPlace), places)
    db.session.add(_checkpoint(frontier, key))
    _remember(verifier_of(current_app.config["SETTINGS"].log_origin, key))


def _remember(verifier: Verifier) -> None:
    known = sa.select(AuditKey.id).where(AuditKey.verifier == str(verifier))
    if db.session.scalar(known) is None:
        db.session.add(AuditKey(verifier=str(verifier), since=clock.now()))


def _unsealed() -> Sequence[sa.Row[int, bytes]]:
    """Events without a place, in the order of their ids; one that was committed late comes into a later batch."""
    return db.session.execute(_unsealed_query().limit(BATCH)).all()


def _unsealed_query() -> sa.Select[int, bytes]:
    return (
        sa.select(AuditEvent.id, AuditEvent.data)
        .outerjoin(AuditPlace, AuditPlace.event_id == AuditEvent.id)
        .where(AuditPlace.id.is_(None))
        .order_by(AuditEvent.id)
    )


def _checkpoint(frontier: Frontier, key: Ed25519PrivateKey) -> AuditCheckpoint:
    settings: Settings = current_app.config["SETTINGS"]
    root = frontier.root()
    return AuditCheckpoint(
        size=frontier.size,
        root=root,
        frontier=bytes(frontier),
        note=sign(Checkpoint(settings.log_origin, frontier.size, root), key),
        at=clock.now(),
    )
