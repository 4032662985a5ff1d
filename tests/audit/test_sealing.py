"""Sealing: order, checkpoints, two sealers at once, late leaves, and writers who never wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import sealing
from app.audit.checkpoints import opened
from app.audit.keys import verifier
from app.audit.merkle import consistency_proof, is_consistent, leaf_hash, root_of
from app.audit.models import AuditCheckpoint, AuditEvent, AuditPlace
from app.audit.service import record
from app.audit.verify import verify
from app.core.db import db, transaction
from tests.tampering import behind_its_back

Write = Callable[..., None]


def hashes() -> list[bytes]:
    rows = db.session.execute(
        sa.select(AuditEvent.data)
        .join(AuditPlace, AuditPlace.event_id == AuditEvent.id)
        .order_by(AuditPlace.index)
    )
    return [leaf_hash(row.data) for row in rows]


def marks() -> list[AuditCheckpoint]:
    return list(db.session.scalars(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size)))


def report(app: Flask) -> tuple[int, int, int, list[str]]:
    found = verify(verifier(app.config["SETTINGS"]))
    db.session.rollback()
    return found.sealed, found.checkpoints, found.unsealed, [str(fault) for fault in found.faults]


def test_leaves_are_ordered_by_id_under_signed_roots(log_app: Flask, write: Write) -> None:
    sizes = []
    for count in (1, 3, 0, 7):
        write(count)
        assert sealing.seal() == count
        sizes.append(count)
    assert [mark.size for mark in marks()] == [1, 4, 11]
    for mark in marks():
        checkpoint = opened(mark.note, verifier(log_app.config["SETTINGS"]))
        assert checkpoint is not None
        assert (checkpoint.size, checkpoint.root) == (mark.size, root_of(hashes()[: mark.size]))
    db.session.rollback()
    assert report(log_app) == (11, 3, 0, [])


def test_each_checkpoint_continues_the_one_before(log_app: Flask, write: Write) -> None:
    for _ in range(5):
        write(3)
        sealing.seal()
    leaves = hashes()
    for earlier, later in zip(marks(), marks()[1:], strict=False):
        assert is_consistent(
            earlier.size,
            later.size,
            proof=consistency_proof(leaves[: later.size], earlier.size),
            first_root=earlier.root,
            second_root=later.root,
        )


def test_batches_each_have_a_checkpoint(
    log_app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(10)
    assert sealing.seal() == 10
    assert [mark.size for mark in marks()] == [4, 8, 10]
    db.session.rollback()
    assert report(log_app) == (10, 3, 0, [])


def test_a_leaf_that_was_not_committed_is_not_there(log_app: Flask, write: Write) -> None:
    write(1)
    with pytest.raises(RuntimeError), transaction():
        record("entry.submitted", "entry:x", by=None)
        db.session.flush()
        raise RuntimeError
    assert sealing.seal() == 1


def test_a_leaf_that_was_committed_late_is_sealed_later(log_app: Flask, write: Write) -> None:
    """Ids are handed out before the commit: a lower one may come after a higher one was sealed."""
    write(5)
    with transaction() as session:
        late = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()[1]
        kept = {column.key: getattr(late, column.key) for column in AuditEvent.__table__.columns}
        with behind_its_back("audit_event"):
            session.execute(sa.delete(AuditEvent).where(AuditEvent.id == late.id))
    assert sealing.seal() == 4
    with transaction() as session:
        session.execute(sa.insert(AuditEvent).values(**kept))
    write(2)
    assert sealing.seal() == 3
    assert report(log_app) == (7, 2, 0, [])


def test_sealers_that_meet_seal_every_leaf_once(log_app: Flask, write: Write) -> None:
    write(40)
    counts: list[int] = []
    start = threading.Barrier(6)

    def run() -> None:
        with log_app.app_context():
            start.wait()
            for _ in range(5):
                counts.append(sealing.seal())

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    write(40)
    for thread in threads:
        thread.join()
    counts.append(sealing.seal())
    assert sum(counts) == 80
    sealed, _checkpoints, unsealed, faults = report(log_app)
    assert (sealed, unsealed, faults) == (80, 0, [])


def test_a_sealer_with_an_old_view_changes_nothing(
    log_app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(3)
    seen = sealing._unsealed()
    sealing.seal()
    monkeypatch.setattr(sealing, "latest", lambda: None)
    monkeypatch.setattr(sealing, "_unsealed", lambda: seen)
    assert sealing.seal() == 0
    monkeypatch.undo()
    assert report(log_app) == (3, 1, 0, [])


def test_writers_do_not_wait_for_each_other_or_for_sealing(log_app: Flask, write: Write) -> None:
    """While one writer's leaf is not yet committed, another writes and a sealer seals (one at a time on SQLite)."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    inside, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with log_app.app_context(), transaction():
            record("entry.submitted", "entry:held", by=None)
            db.session.flush()
            inside.set()
            go_on.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(20)
    began = time.monotonic()
    write(3)
    assert sealing.seal() == 3
    waited = time.monotonic() - began
    go_on.set()
    holder.join()
    assert waited < 5
    assert sealing.seal() == 1
    assert report(log_app) == (4, 2, 0, [])
