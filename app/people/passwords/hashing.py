"""Passwords: what is good enough, and hashing that takes as long for an unknown address as for a known one.

A hash costs some 60 ms of a processor: it is made before the transaction, and never on every processor at
once, so that a storm of sign-ins does not stop everybody else.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.verdict import Verdict, _, need

LEAST, MOST = 12, 256
FEWEST_DIFFERENT = 5
COMMON = Path(__file__).with_name("common-passwords.txt")
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)

# The hash of a password that nobody knows, for addresses without an account or a password.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$ucpbn4VBGAPJA1a67kMH+A$coeB+SomRnmY25LT6uWNnLJfTiHhDMn5DfNld716o4M"

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_turns = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; where there is none, the answer takes as long."""
    with _turns:
        try:
            return _hasher.verify(password_hash or NOBODYS, _normal(password)) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_good(password: str, *, beside: Iterable[str] = ()) -> Verdict:
    """Whether a new password can stand; `beside` is what an attacker would try first: address, names."""
    bare = _normal(password).casefold()
    known = [part for text in beside for part in _parts(text)]
    return (
        need(
            len(password) >= LEAST, _("Use at least %(least)s characters; a few words do well."), least=LEAST
        )
        and need(len(password) <= MOST, _("Use at most %(most)s characters."), most=MOST)
        and need(len(set(bare)) >= FEWEST_DIFFERENT, _("This repeats a few characters. Use different ones."))
        and need(not _is_common(bare), _("This password is among the first that are tried. Use another."))
        and need(_without(bare, known), _("This is mostly your name or address. Use something else."))
    )


def _normal(password: str) -> str:
    """The same password however the keyboard composed it."""
    return unicodedata.normalize("NFKC", password)


def _is_common(bare: str) -> bool:
    letters = "".join(char for char in bare if char.isalnum())
    runs = (run for line in RUNS for run in (line * 3, line[::-1] * 3))
    return bare in _common() or letters in _common() or any(letters in run for run in runs)


def _parts(text: str) -> list[str]:
    """An address or a name as a whole, and its longer pieces."""
    whole = _normal(text).casefold()
    pieces = "".join(char if char.isalnum() else " " for char in whole).split()
    return [piece for piece in (whole, "".join(pieces), *pieces) if len(piece) >= 4]


def _without(bare: str, known: Iterable[str]) -> bool:
    """Whether enough is left of a password without what is known of its owner."""
    rest = bare
    for part in sorted(known, key=len, reverse=True):
        rest = rest.replace(part, "")
    return rest == bare or sum(char.isalnum() for char in rest) >= LEAST // 2


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))
