"""Read the whole log again and hold it against its checkpoints: every fault is named at its event.

What this can tell: an event that differs from what its place remembers is named itself. Where the memory was forged
along with it, the signed root still differs, and the events between two checkpoints are named. What it cannot: a log
cut short together with its last checkpoints, which only somebody who kept a later checkpoint can show; and events
that were never sealed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.audit.checkpoints import Checkpoint, MalformedNote, Verifier, opened
from app.audit.key_changes import Keys
from app.audit.merkle import Frontier, leaf_hash
from app.audit.models import AuditCheckpoint, AuditEvent, AuditPlace
from app.core.db import db

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """`index` is a place in the log; none where the fault is at none."""

    index: int | None
    words: str

    def __str__(self) -> str:
        return self.words if self.index is None else f"place {self.index}: {self.words}"


@dataclass(frozen=True, slots=True)
class Report:
    sealed: int
    checkpoints: int
    unsealed: int
    faults: list[Discrepancy]


def verify(verifier: Verifier) -> Report:
    """Hold every sealed event and every checkpoint against each other, each under the key of its time."""
    marks = list(db.session.scalars(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size)))
    walk = _Walk(Keys(verifier), marks)
    for place in _places():
        walk.step(place)
    walk.end()
    return Report(walk.count, len(marks), _count_unsealed(), sorted(walk.faults, key=_order))


def _order(fault: Discrepancy) -> tuple[bool, int]:
    return fault.index is None, fault.index or 0


@dataclass(frozen=True, slots=True)
class _Place:
    index: int
    leaf_hash: bytes
    event: AuditEvent | None


def _places() -> Iterator[_Place]:
    """Every place in order, with its event."""
    rows = (
        sa.select(AuditPlace.index, AuditPlace.leaf_hash, AuditEvent)
        .outerjoin(AuditEvent, AuditEvent.id == AuditPlace.event_id)
        .order_by(AuditPlace.index)
        .execution_options(yield_per=CHUNK)
    )
    for row in db.session.execute(rows):
        yield _Place(*row)


def _count_unsealed() -> int:
    events = sa.select(sa.func.count(AuditEvent.id)).outerjoin(
        AuditPlace, AuditPlace.event_id == AuditEvent.id
    )
    return db.session.scalar(events.where(AuditPlace.id.is_(None))) or 0


class _Walk:
    """From the first place to the last, growing the tree again and stopping at each checkpoint."""

    def __init__(self, keys: Keys, marks: list[AuditCheckpoint]) -> None:
        self.faults = [
            Discrepancy(index, "a change of key that the key after it has not signed")
            for index in keys.untrue
        ]
        self.count = 0
        self._keys, self._marks, self._next = keys, marks, 0
        self._frontier, self._from, self._last_id = Frontier(), 0, 0

    def step(self, place: _Place) -> None:
        self.count += 1
        while self._frontier.size < place.index:
            self._add(b"\x00" * 32, "the event is missing: it was removed, or moved elsewhere")
        self._judge(place)
        self._add(place.leaf_hash)

    def end(self) -> None:
        """After the last place: checkpoints that promise more, or places that none covers."""
        size, ahead = self._frontier.size, self._marks[self._next :]
        for mark in ahead:
            missing = f"event {size}" if mark.size == size + 1 else f"events {size} to {mark.size - 1}"
            self._say(size, f"{missing} removed: the checkpoint of {mark.size} events covers them")
            self._judge_mark(mark)
        for index in range(self._from, size if not ahead else 0):
            self._say(index, "the event was inserted: no checkpoint covers its place")

    def _judge(self, place: _Place) -> None:
        if place.event is None:
            self._say(place.index, "the event is missing: it was removed")
            return
        found = list(_faults_of(place, place.event))
        if not found and self._inside() and place.event.id < self._last_id:
            found = ["out of order: it was inserted or moved here"]
        if not found:
            self._last_id = place.event.id
        for words in found:
            self._say(place.index, f"{_named(place.event)}: {words}")

    def _inside(self) -> bool:
        """Whether the place before this one was sealed in the same batch; batches may overlap in ids."""
        return self._frontier.size > self._from

    def _say(self, index: int, words: str) -> None:
        self.faults.append(Discrepancy(index, words))

    def _add(self, leaf: bytes, words: str = "") -> None:
        if words:
            self._say(self._frontier.size, words)
        self._frontier.add(leaf)
        mark = self._marks[self._next] if self._next < len(self._marks) else None
        if mark is not None and mark.size == self._frontier.size:
            self._pass(mark)

    def _pass(self, mark: AuditCheckpoint) -> None:
        """At a checkpoint: compare, then go on from what was signed, so that one fault is told once."""
        signed = self._judge_mark(mark)
        known = any(
            fault.index is not None and self._from <= fault.index < mark.size for fault in self.faults
        )
        if signed is not None and self._frontier.root() != signed and not known:
            words = f"one of the events {self._from} to {mark.size - 1} was changed together with its hash"
            self._say(self._from, f"{words}: the root that was signed is another")
        if signed is not None and (peaks := _peaks(mark)) and peaks.root() == signed:
            self._frontier = peaks
        self._from, self._next = mark.size, self._next + 1

    def _judge_mark(self, mark: AuditCheckpoint) -> bytes | None:
        """Whether a checkpoint fits itself; the root that was signed for its size, if any was."""
        checkpoint, faults = _read(mark, self._keys.of_size(mark.size))
        self.faults += [Discrepancy(None, f"checkpoint of {mark.size} events: {words}") for words in faults]
        return checkpoint.root if checkpoint and checkpoint.size == mark.size else None


def _named(event: AuditEvent) -> str:
    return f"event {event.id} ({event.action}, {event.subject})"


def _faults_of(place: _Place, event: AuditEvent) -> Iterator[str]:
    if hashlib.sha256(event.nonce + event.statement.encode()).digest() != event.data:
        yield "altered: its statement does not have its hash"
    elif leaf_hash(event.data) != place.leaf_hash:
        yield "another event was sealed in this place: it was altered, exchanged or moved"
    for column, stated in _columns(event):
        if stated != column(event):
            yield f"altered: a column says {column(event)!r}, its statement {stated!r}"


def _columns(event: AuditEvent) -> Iterator[tuple[Callable[[AuditEvent], Any], Any]]:
    """What the row repeats of its statement, so that lists can be searched."""
    try:
        stated = json.loads(event.statement)
    except ValueError:
        return
    yield lambda row: row.action, stated.get("action")
    yield lambda row: row.subject, stated.get("subject")
    yield lambda row: row.edition_id, stated.get("edition")
    yield lambda row: row.at.isoformat(timespec="microseconds"), stated.get("at")
    yield lambda row: row.actor or "system", stated.get("actor")


def _read(mark: AuditCheckpoint, verifier: Verifier) -> tuple[Checkpoint | None, list[str]]:
    """What a checkpoint's note signs, and everything in which the row differs from it."""
    try:
        checkpoint = opened(mark.note, verifier)
    except MalformedNote as error:
        return None, [f"altered: {error}"]
    if checkpoint is None:
        return None, ["not signed by the key of this log"]
    faults = []
    if checkpoint != Checkpoint(verifier.name, mark.size, mark.root):
        faults.append("altered: its note speaks of another size or root")
    peaks = _peaks(mark)
    if peaks is None or peaks.root() != mark.root:
        faults.append("altered: its peaks do not have its root")
    return checkpoint, faults


def _peaks(mark: AuditCheckpoint) -> Frontier | None:
    try:
        return Frontier.from_bytes(mark.size, mark.frontier)
    except ValueError:
        return None
