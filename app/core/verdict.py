"""The answer of a rule: yes, or no with a reason that a page can translate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def _(message: str) -> str:
    """Mark a sentence for translation without needing a request: the page translates it."""
    return message


@dataclass(frozen=True, slots=True)
class Verdict:
    """`and` keeps the first no, `or` the first yes, so the deciding reason survives the expression."""

    allowed: bool
    reason: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def need(condition: object, reason: str, **params: Any) -> Verdict:
    """Yes where `condition` holds; otherwise no, because of `reason` (`%(name)s` takes `params`)."""
    return YES if condition else Verdict(False, reason, params)
