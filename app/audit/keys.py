"""The key of the log: as configured, or made once and kept beside the database."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.checkpoints import Verifier, verifier_of
from config import Settings

FILE = "signing-key"


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """32 bytes in base64, from SIGNING_KEY or from the file `signing-key`, which only its owner may read."""
    configured = settings.signing_key.get_secret_value()
    text = configured or _kept(settings.var_dir / FILE)
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text.strip(), validate=True))
    except (ValueError, binascii.Error) as error:
        raise ValueError("SIGNING_KEY must be 32 bytes in base64") from error


def verifier(settings: Settings) -> Verifier:
    return verifier_of(settings.log_origin, signing_key(settings))


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text(encoding="ascii")


def _make(path: Path) -> None:
    """Write a key whole before it gets its name, so that of two processes both read the same one."""
    unfinished = path.with_name(f".{FILE}.{secrets.token_hex(8)}")
    seed = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw())
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(seed + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
