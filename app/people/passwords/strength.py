"""Whether a new password is good enough: long, of several characters, and not the first that is tried."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.core.verdict import Verdict, _, need
from app.people.passwords.hashing import normal_password

LEAST, MOST = 12, 256
FEWEST_DIFFERENT = 5
COMMON = Path(__file__).with_name("common-passwords.txt")
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


def is_good(password: str, *, beside: Iterable[str] = ()) -> Verdict:
    """Whether a new password can stand; `beside` is what an attacker would try first: address, names."""
    bare = normal_password(password).casefold()
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


def _is_common(bare: str) -> bool:
    letters = "".join(char for char in bare if char.isalnum())
    runs = (run for line in RUNS for run in (line * 3, line[::-1] * 3))
    return bare in _common() or letters in _common() or any(letters in run for run in runs)


def _parts(text: str) -> list[str]:
    """An address or a name as a whole, and its longer pieces."""
    whole = normal_password(text).casefold()
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
