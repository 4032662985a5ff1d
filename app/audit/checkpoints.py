"""Checkpoints as signed notes (C2SP tlog-checkpoint and signed-note), and the keys that sign them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY_BYTES = 32
DASH = "\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under the name of the log."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        """The key as it is handed out: name, key id, kind and key."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.key).decode()}"

    @classmethod
    def parsed(cls, text: str) -> Verifier:
        """The key that `str` writes; ValueError where it is none."""
        name, key_id, packed = text.split("+", 2)
        raw = base64.b64decode(packed, validate=True)
        found = cls(name, raw[1:])
        if raw[:1] != ED25519 or len(found.key) != KEY_BYTES or found.key_id.hex() != key_id:
            raise ValueError("this is not the key of a log")
        return found

    def has_signed(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """So many events have this root."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class MalformedNote(ValueError):
    """The text is no checkpoint."""


def verifier_of(name: str, key: Ed25519PrivateKey) -> Verifier:
    return Verifier(name, key.public_key().public_bytes_raw())


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a note with one signature, under the log's name."""
    text, verifier = str(checkpoint), verifier_of(checkpoint.origin, key)
    signature = base64.b64encode(verifier.key_id + key.sign(text.encode())).decode()
    return f"{text}\n{DASH} {verifier.name} {signature}\n"


def opened(note: str, verifier: Verifier) -> Checkpoint | None:
    """The checkpoint that the note carries, if the verifier's key has signed it; MalformedNote if it is none."""
    text, gap, tail = note.rpartition("\n\n")
    if not gap:
        raise MalformedNote("a note is a text, an empty line and signatures")
    text += "\n"
    checkpoint = _parsed(text)
    signed = any(verifier.has_signed(text, signature) for signature in _signatures(tail, verifier))
    return checkpoint if signed and checkpoint.origin == verifier.name else None


def _parsed(text: str) -> Checkpoint:
    try:
        origin, size, root, end, *_further = text.split("\n")
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
    except (ValueError, binascii.Error) as error:
        raise MalformedNote("a checkpoint is an origin, a size and a root") from error
    if end or str(checkpoint) != text:
        raise MalformedNote("a checkpoint is an origin, a size and a root")
    return checkpoint


def _signatures(tail: str, verifier: Verifier) -> list[bytes]:
    """The signatures of the note under the verifier's name and key id."""
    found = []
    for line in tail.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, packed = rest.partition(" ")
        if dash == DASH and name == verifier.name:
            try:
                raw = base64.b64decode(packed, validate=True)
            except binascii.Error as error:
                raise MalformedNote("a signature is written in base64") from error
            if raw[:4] == verifier.key_id:
                found.append(raw[4:])
    return found
