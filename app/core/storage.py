"""Files on disk, behind a small port: put once, read, never overwritten."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from flask import current_app

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the bytes lie, how many they are, and their SHA-256 in hex."""

    key: str
    size: int
    sha256: str


class TooLarge(Exception):
    """The file is longer than allowed; nothing was kept."""


class Storage:
    """A directory of files under random names; what people called them is never part of a path."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, source: IO[bytes], *, at_most: int) -> Stored:
        """Keep the bytes of `source` for good, synced to disk; raises TooLarge beyond `at_most` bytes."""
        key = secrets.token_hex(24)
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        try:
            digest, size = self._copy(source, partial, at_most)
            os.link(partial, path)  # refuses to replace a file
        finally:
            partial.unlink(missing_ok=True)
        return Stored(key, size, digest)

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def remove(self, key: str) -> None:
        """Forget the bytes for good."""
        self._path(key).unlink(missing_ok=True)

    def _copy(self, source: IO[bytes], target: Path, at_most: int) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with target.open("xb") as file:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > at_most:
                    raise TooLarge
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return digest.hexdigest(), size

    def _path(self, key: str) -> Path:
        if not key.isalnum():
            raise ValueError("not a storage key")
        return self._root / key[:2] / key[2:]


def storage() -> Storage:
    """The files of the running application."""
    return Storage(current_app.config["SETTINGS"].var_dir / "files")
