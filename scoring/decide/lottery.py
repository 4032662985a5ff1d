"""A draw that anyone can repeat: the seed is committed to before, and published after.

The order is that of HMAC-SHA256(key = seed, message = the JSON array [purpose, id] in UTF-8 without
spaces), read as hexadecimal, lowest first. The commitment is SHA-256 of the seed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scoring.data.errors import PrizeRuleError

SHORTEST_SEED = 16


def commit(seed: bytes) -> str:
    """What is published before anything is known that the draw decides."""
    if len(seed) < SHORTEST_SEED:
        raise PrizeRuleError(f"a seed has at least {SHORTEST_SEED} bytes, or it can be guessed")
    return hashlib.sha256(seed).hexdigest()


@dataclass(frozen=True)
class Draw:
    """A seed, the commitment published before, and what is drawn for."""

    seed: bytes
    commitment: str
    purpose: str = "tie"

    def __post_init__(self) -> None:
        if not hmac.compare_digest(commit(self.seed), self.commitment):
            raise PrizeRuleError("the seed is not the one that was committed to; use the original seed")

    def ticket(self, label: Any) -> str:
        """The number drawn for one id, text or a whole number."""
        if isinstance(label, bool) or not isinstance(label, (str, int)):
            raise PrizeRuleError(f"lots are drawn for text or whole numbers, not {label!r}")
        message = json.dumps([self.purpose, label], ensure_ascii=False, separators=(",", ":"))
        return hmac.new(self.seed, message.encode(), hashlib.sha256).hexdigest()

    def order(self, labels: Iterable[Any]) -> tuple[Any, ...]:
        """The ids in the order drawn, the first one ahead."""
        return tuple(sorted(labels, key=self.ticket))
