"""Two people, one form: which of two texts of each field is newer, known by what the field held when it was opened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]
MINE, THEIRS, BOTH = "mine", "theirs", "both"


def fingerprint(value: Any) -> str:
    """A few signs that differ where two answers do; a browser's line ends and empty answers are all alike."""
    plain = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value] or ""
    return "" if value is None else value


@dataclass(frozen=True, slots=True)
class Opened:
    """How a form stood when somebody opened it: its version, the fingerprint of each field, and what they chose where
    somebody else has written something different since ("theirs", or "mine" and the fingerprint of what they saw).
    """

    version: int
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """What the person knows to have stood in the field."""
        choice, _blank, seen = self.choices.get(name, "").partition(" ")
        return seen if choice == MINE else self.fingerprints.get(name, "")

    def whose(self, name: str, own: str, other: str) -> str:
        """Which of two texts, by their fingerprints, is newer: one of them may have been there all the time."""
        known, gives_way = self.of(name), self.choices.get(name) == THEIRS
        if own == other or (known == other and not gives_way):
            return MINE
        return THEIRS if known == own or gives_way else BOTH


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be kept; which fields hold what somebody else wrote; and which both changed, each in their own way."""

    values: dict[str, Any]
    taken: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()


def merge(mine: Values, theirs: Values, opened: Opened) -> Merged:
    """Field by field; a disputed one keeps what stands until the person has chosen. What is not in `mine` stands."""
    whose = {
        name: opened.whose(name, fingerprint(mine[name]), fingerprint(theirs.get(name))) for name in mine
    }
    values = {**theirs, **{name: mine[name] for name in mine if whose[name] == MINE}}
    taken, disputed = (frozenset(name for name in mine if whose[name] == kind) for kind in (THEIRS, BOTH))
    return Merged(values, taken, disputed)
