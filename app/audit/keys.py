"""The key that signs: as configured, or kept in a file beside the database."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.checkpoints import Verifier, verifier_of
from app.core import clock
from config import Settings

FILE = "signing-key"


def find_key(settings: Settings) -> Ed25519PrivateKey | None:
    """32 bytes in base64, from SIGNING_KEY or from the file `signing-key`, which only its owner may read."""
    path = settings.var_dir / FILE
    configured = settings.signing_key.get_secret_value()
    text = configured or (path.read_text(encoding="ascii") if path.exists() else "")
    return _read(text) if text else None


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The key, made now where there is none: right only as long as no log was begun under another."""
    if (found := find_key(settings)) is not None:
        return found
    return _read(_kept(settings.var_dir / FILE))


def _read(text: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text.strip(), validate=True))
    except (ValueError, binascii.Error) as error:
        raise ValueError("SIGNING_KEY must be 32 bytes in base64") from error


def exchange(settings: Settings, change: Callable[[Ed25519PrivateKey], None]) -> Path:
    """Carry out `change` with a new key, then put it in the place of the one in the file, which is kept beside it.

    The new key is on the disk before it signs anything: a fault in between loses neither.
    """
    path, following = settings.var_dir / FILE, settings.var_dir / f"{FILE}.next"
    following.unlink(missing_ok=True)
    _make(following)
    change(_read(following.read_text(encoding="ascii")))
    if settings.signing_key.get_secret_value():
        return following
    if path.exists():
        os.replace(path, path.with_name(f"{FILE}.until-{clock.now():%Y%m%dT%H%M%SZ}"))
    os.replace(following, path)
    return path


def verifier(settings: Settings) -> Verifier:
    return verifier_of(settings.log_origin, signing_key(settings))


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text(encoding="ascii")


def _make(path: Path) -> None:
    """Write a key whole before it gets its name, so that of two processes both read the same one."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
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
