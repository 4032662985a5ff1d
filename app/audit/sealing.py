"""Give the leaves that stand unsealed their places in the tree, and sign what the tree then is.

Writers of leaves never wait for it: it reads and hashes before its deed, and only adds rows in it. Where two sealers
meet, both want the same next place, and the constraint lets one of them have it.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.audit.checkpoints import Checkpoint, sign
from app.audit.keys import signing_key
from app.audit.merkle import Frontier, leaf_hash
from app.audit.models import AuditCheckpoint, AuditEvent, AuditPlace
from app.core import clock
from app.core.db import db, transaction
from config import Settings

log = structlog.get_logger(__name__)

BATCH = 1000


def seal() -> int:
    """Seal what stands unsealed, batch by batch, each under a checkpoint of its own; the number of leaves."""
    sealed = 0
    while count := _seal_batch():
        sealed += count
    return sealed


def latest() -> AuditCheckpoint | None:
    return db.session.scalar(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1))


def _seal_batch() -> int:
    last = latest()
    frontier = Frontier.from_bytes(last.size, last.frontier) if last else Frontier()
    leaves = _unsealed()
    db.session.rollback()
    if not leaves:
        return 0
    places = []
    for leaf_id, data in leaves:
        places.append({"index": frontier.size, "leaf_id": leaf_id, "leaf_hash": leaf_hash(data)})
        frontier.add(leaf_hash(data))
    try:
        with transaction() as session:
            session.execute(sa.insert(AuditPlace), places)
            session.add(_checkpoint(frontier))
    except IntegrityError:
        log.info("another sealer was faster")
        return 0
    return len(places)


def _unsealed() -> Sequence[sa.Row[int, bytes]]:
    """Leaves without a place, in the order of their ids; one that was committed late comes into a later batch."""
    return db.session.execute(
        sa.select(AuditEvent.id, AuditEvent.data)
        .outerjoin(AuditPlace, AuditPlace.leaf_id == AuditEvent.id)
        .where(AuditPlace.id.is_(None))
        .order_by(AuditEvent.id)
        .limit(BATCH)
    ).all()


def _checkpoint(frontier: Frontier) -> AuditCheckpoint:
    settings: Settings = current_app.config["SETTINGS"]
    root = frontier.root()
    return AuditCheckpoint(
        size=frontier.size,
        root=root,
        frontier=bytes(frontier),
        note=sign(Checkpoint(settings.log_origin, frontier.size, root), signing_key(settings)),
        at=clock.now(),
    )
