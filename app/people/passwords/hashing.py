"""Passwords: hashing that takes as long for an unknown address as for a known one.

A hash costs some 60 ms of a processor: it is made before the transaction, and never on every processor at
once, so that a storm of sign-ins does not stop everybody else.
"""

from __future__ import annotations

import os
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# The hash of a password that nobody knows, for addresses without an account or a password.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$ucpbn4VBGAPJA1a67kMH+A$coeB+SomRnmY25LT6uWNnLJfTiHhDMn5DfNld716o4M"

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_turns = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(normal_password(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; where there is none, the answer takes as long."""
    with _turns:
        try:
            return (
                _hasher.verify(password_hash or NOBODYS, normal_password(password))
                and password_hash is not None
            )
        except (VerificationError, InvalidHashError):
            return False


def normal_password(password: str) -> str:
    """The same password however the keyboard composed it."""
    return unicodedata.normalize("NFKC", password)
