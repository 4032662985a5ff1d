"""Proofs that somebody outside can check against a checkpoint that they kept, without the rest of the log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.audit.checkpoints import Checkpoint, Verifier, opened
from app.audit.key_changes import latest
from app.audit.merkle import consistency_proof, inclusion_proof, is_consistent, is_included, leaf_hash
from app.audit.models import AuditCheckpoint, AuditEvent, AuditPlace
from app.core.db import db

Proof = dict[str, Any]


class NoProof(Exception):
    """The words say why there is none, or why one does not hold."""


def inclusion(place: int) -> Proof:
    """That an event stands at this place: what it says, and the way from it to the root of the latest checkpoint."""
    last = _last()
    event = db.session.scalar(
        sa.select(AuditEvent)
        .join(AuditPlace, AuditPlace.event_id == AuditEvent.id)
        .where(AuditPlace.index == place)
    )
    if event is None or not 0 <= place < last.size:
        raise NoProof(f"The log has no place {place}: its last checkpoint is of {last.size} events.")
    return {
        "place": place,
        "statement": event.statement,
        "nonce": event.nonce.hex(),
        "proof": _in_hex(inclusion_proof(_hashes(last.size), place)),
        "checkpoint": last.note,
    }


def consistency(since: int) -> Proof:
    """That the log under the checkpoint of `since` events is the beginning of the present one."""
    last = _last()
    first = db.session.scalar(sa.select(AuditCheckpoint).where(AuditCheckpoint.size == since))
    if first is None:
        raise NoProof(f"There is no checkpoint of {since} events.")
    return {
        "proof": _in_hex(consistency_proof(_hashes(last.size), since)),
        "earlier": first.note,
        "checkpoint": last.note,
    }


def _last() -> AuditCheckpoint:
    if (last := latest()) is None:
        raise NoProof("Nothing is sealed yet.")
    return last


def _hashes(size: int) -> Sequence[bytes]:
    rows = sa.select(AuditPlace.leaf_hash).where(AuditPlace.index < size).order_by(AuditPlace.index)
    return db.session.scalars(rows).all()


def _in_hex(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


def check(proof: Mapping[str, Any], keys: Sequence[Verifier]) -> str:
    """What a proof shows; NoProof where it does not. Each checkpoint is signed by one of the keys."""
    last, path = _opened(proof["checkpoint"], keys), [bytes.fromhex(each) for each in proof["proof"]]
    if "earlier" in proof:
        first = _opened(proof["earlier"], keys)
        holds = is_consistent(first.size, last.size, proof=path, first_root=first.root, second_root=last.root)
        given = f"The log of {first.size} events is the beginning of the log of {last.size}."
    else:
        data = hashlib.sha256(bytes.fromhex(proof["nonce"]) + proof["statement"].encode()).digest()
        holds = is_included(leaf_hash(data), proof["place"], last.size, proof=path, root=last.root)
        given = f"The statement stands at place {proof['place']} of the log of {last.size} events."
    if not holds:
        raise NoProof("The proof does not hold.")
    return given


def _opened(note: str, keys: Sequence[Verifier]) -> Checkpoint:
    found = next((checkpoint for key in keys if (checkpoint := opened(note, key)) is not None), None)
    if found is None:
        raise NoProof("A checkpoint is not signed by the key.")
    return found
