"""Whoever changes the log behind its back is found, at the very leaf."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import sealing
from app.audit.keys import verifier
from app.audit.merkle import Frontier, leaf_hash
from app.audit.models import AuditCheckpoint, AuditEvent, AuditPlace
from app.audit.verify import Discrepancy, verify
from app.core.db import db, transaction
from tests.tampering import behind_its_back

Write = Callable[..., None]


@pytest.fixture
def sealed(log_app: Flask, write: Write) -> Flask:
    """Twelve leaves under three checkpoints."""
    for _ in range(3):
        write(4)
        sealing.seal()
    return log_app


def faults(app: Flask) -> list[Discrepancy]:
    db.session.rollback()
    found = verify(verifier(app.config["SETTINGS"])).faults
    db.session.rollback()
    return found


def tamper(command: str, **values: Any) -> None:
    """Change rows as somebody does who holds the database in hand: past the keys between tables."""
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    if db.engine.dialect.name == "sqlite":
        for pragma in ("query_only=OFF", "foreign_keys=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        for name in ("audit_event", "audit_place", "audit_checkpoint"):
            for event in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}")
    else:
        cursor.execute("SET session_replication_role = replica")
        command = re.sub(r":(\w+)", r"%(\1)s", command)
    cursor.execute(command, values)
    raw.commit()
    raw.invalidate()


def leaf_at(index: int) -> AuditEvent:
    leaf = db.session.scalars(sa.select(AuditEvent).join(AuditPlace).where(AuditPlace.index == index)).one()
    db.session.rollback()
    return leaf


def forged(leaf: AuditEvent) -> dict[str, Any]:
    """Another statement with a nonce and hash that fit it."""
    statement = leaf.statement.replace("entry.submitted", "entry.withdrawn")
    nonce = b"n" * 16
    return {
        "statement": statement,
        "nonce": nonce,
        "data": hashlib.sha256(nonce + statement.encode()).digest(),
    }


def test_an_honest_log_holds(sealed: Flask, write: Write) -> None:
    write(2)
    assert faults(sealed) == []


def test_an_altered_statement(sealed: Flask) -> None:
    leaf = leaf_at(5)
    tamper(
        "UPDATE audit_event SET statement = :s WHERE id = :id", s=str(forged(leaf)["statement"]), id=leaf.id
    )
    (first, second) = faults(sealed)
    assert first.index == second.index == 5
    assert f"event {leaf.id} (entry.submitted" in first.words
    assert "does not have its hash" in first.words
    assert "a column says 'entry.submitted'" in second.words


def test_a_statement_altered_with_its_nonce_and_hash(sealed: Flask) -> None:
    leaf = leaf_at(5)
    tamper(
        "UPDATE audit_event SET statement = :statement, nonce = :nonce, data = :data, action = 'entry.withdrawn' "
        "WHERE id = :id",
        **forged(leaf),
        id=leaf.id,
    )
    (fault,) = faults(sealed)
    assert fault.index == 5
    assert "another event was sealed in this place" in fault.words


def test_a_leaf_forged_together_with_what_its_place_remembers(sealed: Flask) -> None:
    leaf = leaf_at(5)
    new = forged(leaf)
    tamper(
        "UPDATE audit_event SET statement = :statement, nonce = :nonce, data = :data, action = 'entry.withdrawn' "
        "WHERE id = :id",
        **new,
        id=leaf.id,
    )
    tamper('UPDATE audit_place SET leaf_hash = :h WHERE "index" = 5', h=leaf_hash(new["data"]))
    (fault,) = faults(sealed)
    assert fault.index == 4
    assert "one of the events 4 to 7" in fault.words


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "entry.started"),
        ("subject", "entry:other"),
        ("at", "2020-01-01 00:00:00"),
        ("edition_id", 77),
    ],
)
def test_an_altered_column(sealed: Flask, column: str, value: object) -> None:
    """Such as a date set back in the lists, though the statement still tells the true one."""
    leaf = leaf_at(7)
    tamper(f"UPDATE audit_event SET {column} = :v WHERE id = :id", v=value, id=leaf.id)
    (fault,) = faults(sealed)
    assert fault.index == 7
    assert "a column says" in fault.words


def test_a_removed_leaf(sealed: Flask) -> None:
    leaf = leaf_at(6)
    tamper("DELETE FROM audit_place WHERE event_id = :id", id=leaf.id)
    tamper("DELETE FROM audit_event WHERE id = :id", id=leaf.id)
    (fault,) = faults(sealed)
    assert fault.index == 6
    assert "removed" in fault.words


def test_leaves_removed_from_the_end(sealed: Flask) -> None:
    tamper('DELETE FROM audit_place WHERE "index" >= 10')
    (fault,) = faults(sealed)
    assert fault.index == 10
    assert "events 10 to 11 removed" in fault.words


def test_a_removed_leaf_with_the_others_moved_up(sealed: Flask) -> None:
    leaf = leaf_at(6)
    tamper("DELETE FROM audit_place WHERE event_id = :id", id=leaf.id)
    for index in range(7, 12):
        tamper('UPDATE audit_place SET "index" = :new WHERE "index" = :old', new=index - 1, old=index)
    found = faults(sealed)
    assert found[0].index == 4
    assert "one of the events 4 to 7" in found[0].words
    assert "event 11 removed" in found[-1].words


def test_two_leaves_exchanged(sealed: Flask) -> None:
    one, two = leaf_at(5), leaf_at(9)
    for old, new in ((one.id, -1), (two.id, one.id), (-1, two.id)):
        tamper("UPDATE audit_place SET event_id = :new WHERE event_id = :old", old=old, new=new)
    found = faults(sealed)
    assert [fault.index for fault in found] == [5, 9]
    assert all("another event was sealed in this place" in fault.words for fault in found)


def test_two_places_exchanged_whole(sealed: Flask) -> None:
    for old, new in ((5, 99), (6, 5), (99, 6)):
        tamper('UPDATE audit_place SET "index" = :new WHERE "index" = :old', old=old, new=new)
    (fault,) = faults(sealed)
    assert fault.index == 6
    assert "out of order" in fault.words


def test_an_inserted_leaf(sealed: Flask, write: Write) -> None:
    """A leaf that pretends to be older: the others are moved down for it."""
    write(1)
    for index in range(11, 4, -1):
        tamper('UPDATE audit_place SET "index" = :new WHERE "index" = :old', old=index, new=index + 1)
    with transaction() as session:
        leaf = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert leaf is not None
        session.add(AuditPlace(index=5, event_id=leaf.id, leaf_hash=leaf_hash(leaf.data)))
    found = faults(sealed)
    assert any(fault.index == 6 and "out of order" in fault.words for fault in found)
    assert any(fault.index == 12 and "inserted" in fault.words for fault in found)


def test_a_place_that_no_checkpoint_covers(sealed: Flask, write: Write) -> None:
    write(1)
    with transaction() as session:
        leaf = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert leaf is not None
        session.add(AuditPlace(index=12, event_id=leaf.id, leaf_hash=leaf_hash(leaf.data)))
    (fault,) = faults(sealed)
    assert (fault.index, "inserted" in fault.words) == (12, True)


class TestCheckpoints:
    def test_an_altered_root(self, sealed: Flask) -> None:
        self.change(root=b"r" * 32)
        assert self.words(sealed)[0].startswith("checkpoint of 8 events: altered")

    def test_an_altered_note(self, sealed: Flask) -> None:
        note = self.mark().note
        self.change(note=note.replace("\n8\n", "\n7\n"))
        assert self.words(sealed) == ["checkpoint of 8 events: not signed by the key of this log"]

    def test_a_note_that_is_none(self, sealed: Flask) -> None:
        self.change(note="nothing")
        assert self.words(sealed)[0].startswith("checkpoint of 8 events: altered: a note is")

    def test_another_checkpoints_note(self, sealed: Flask) -> None:
        other = db.session.scalars(sa.select(AuditCheckpoint).where(AuditCheckpoint.size == 4)).one().note
        self.change(note=other)
        assert "speaks of another size or root" in self.words(sealed)[0]

    def test_altered_peaks(self, sealed: Flask) -> None:
        self.change(frontier=b"f" * 32)
        assert "peaks" in self.words(sealed)[0]
        self.change(frontier=b"f" * 31)
        assert "peaks" in self.words(sealed)[0]

    def test_a_log_rewritten_whole_lacks_the_signature(self, sealed: Flask) -> None:
        """With every hash, root and peak computed anew, only the key is missing."""
        frontier = Frontier()
        for number in range(8):
            frontier.add(leaf_hash(bytes([number])))
        self.change(root=frontier.root(), frontier=bytes(frontier))
        assert "speaks of another size or root" in self.words(sealed)[0]

    @staticmethod
    def mark() -> AuditCheckpoint:
        return db.session.scalars(sa.select(AuditCheckpoint).where(AuditCheckpoint.size == 8)).one()

    @staticmethod
    def change(**values: object) -> None:
        with transaction() as session, behind_its_back("audit_checkpoint"):
            session.execute(sa.update(AuditCheckpoint).where(AuditCheckpoint.size == 8).values(**values))

    @staticmethod
    def words(app: Flask) -> list[str]:
        return [str(fault) for fault in faults(app)]


def test_the_statement_holds_what_the_event_was(sealed: Flask) -> None:
    leaf = leaf_at(0)
    stated = json.loads(leaf.statement)
    assert (stated["action"], stated["subject"], stated["actor"]) == (leaf.action, leaf.subject, "system")
    assert leaf.data == hashlib.sha256(leaf.nonce + leaf.statement.encode()).digest()
