"""Which key the log is under: never another in silence, and each change of it a signed record of the log itself.

A record of a change says which key signed before it and which signs from it on, and stands in the tree under the later
one. Whoever holds the present key can so go back, record by record, to every earlier one. The later key signs the
record by itself too: an event that somebody wrote into the database and our own worker sealed is no such record.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.checkpoints import MalformedNote, Verifier, opened, verifier_of
from app.audit.keys import find_key, signing_key
from app.audit.models import AuditCheckpoint, AuditEvent, AuditKey, AuditPlace
from app.core.db import db
from app.core.startup_checks import StartRefused
from config import Settings

CHANGED = "log.key_changed"
LOST = """The key that signs the audit log is missing, and the log was begun under it.
Put it back: SIGNING_KEY, SIGNING_KEY_FILE, or the file signing-key in VAR_DIR, from a backup.
If it is lost for good, a new one is put on record and used from then on:  flask audit new-key --lost"""
ANOTHER = """The key that signs the audit log is not the one that signed its last checkpoint.
Put that key back (SIGNING_KEY, SIGNING_KEY_FILE, or the file signing-key in VAR_DIR), and LOG_ORIGIN as it was.
A key is changed on record:  flask audit new-key  (with --lost where the earlier one is lost for good)"""


@dataclass(frozen=True, slots=True)
class TreeChange:
    """Checkpoints of up to `index` events were signed by `earlier`, larger ones by `later`."""

    index: int
    earlier: Verifier
    later: Verifier

    @property
    def words(self) -> str:
        """What the later key signs."""
        return f"change of key\n{self.index}\n{self.earlier}\n{self.later}\n"


def latest() -> AuditCheckpoint | None:
    return db.session.scalar(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1))


def key_of_log(settings: Settings) -> Ed25519PrivateKey:
    """The key that signs: made where no log was begun, and refused where it is not the log's."""
    if (last := latest()) is None:
        return signing_key(settings)
    if (key := find_key(settings)) is None:
        raise StartRefused(LOST)
    if not has_signed(last, verifier_of(settings.log_origin, key)):
        raise StartRefused(ANOTHER)
    return key


def has_signed(mark: AuditCheckpoint, verifier: Verifier) -> bool:
    try:
        return opened(mark.note, verifier) is not None
    except MalformedNote:
        return False


def known_signer(mark: AuditCheckpoint) -> Verifier | None:
    """Of the public keys that are remembered, the one that signed this checkpoint."""
    return next((verifier for verifier in remembered() if has_signed(mark, verifier)), None)


def remembered() -> list[Verifier]:
    """The public keys that have signed checkpoints here."""
    return [Verifier.parsed(text) for text in db.session.scalars(sa.select(AuditKey.verifier))]


def facts_of(
    change: TreeChange, key: Ed25519PrivateKey, handed_over_by: Ed25519PrivateKey | None = None
) -> dict[str, str | int]:
    """What the record of a change says: signed by the later key, and by the earlier one where it is not lost."""
    signers = {"signature": key} | ({"handed_over": handed_over_by} if handed_over_by else {})
    signed = {
        name: base64.b64encode(own.sign(change.words.encode())).decode() for name, own in signers.items()
    }
    return {"index": change.index, "earlier": str(change.earlier), "later": str(change.later), **signed}


class Keys:
    """The keys of a log, from the present one back."""

    def __init__(self, present: Verifier) -> None:
        self._present, self.untrue = present, list[int]()
        self._changes: list[TreeChange] = []
        for index, statement in _records():
            trusted = self._changes[-1].earlier if self._changes else present
            change = _read(statement)
            if change is None or (change.index, change.later) != (index, trusted):
                self.untrue.append(index)
            else:
                self._changes.append(change)

    def of_size(self, size: int) -> Verifier:
        """The key under which a checkpoint of so many events has to be."""
        held = self._present
        for change in self._changes:
            if size > change.index:
                break
            held = change.earlier
        return held


def _records() -> Sequence[sa.Row[int, str]]:
    """Places and statements of the records of a change, the latest first."""
    rows = (
        sa.select(AuditPlace.index, AuditEvent.statement)
        .join(AuditEvent, AuditEvent.id == AuditPlace.event_id)
        .where(AuditEvent.action == CHANGED)
        .order_by(AuditPlace.index.desc())
    )
    return db.session.execute(rows).all()


def _read(statement: str) -> TreeChange | None:
    """The change, if its later key has signed it."""
    try:
        facts = json.loads(statement)["facts"]
        change = TreeChange(
            facts["index"], Verifier.parsed(facts["earlier"]), Verifier.parsed(facts["later"])
        )
        signature = base64.b64decode(facts["signature"], validate=True)
    except (ValueError, KeyError, TypeError):
        return None
    return change if change.later.has_signed(change.words, signature) else None
