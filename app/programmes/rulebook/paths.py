"""Dotted paths into a rule-book; items of a list go by their code: `directions.projects.stages.final`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMES = ("code", "purpose")


def name_of(item: Any) -> str | None:
    """What an item of a list goes by, where it goes by anything."""
    for key in NAMES:
        found = item.get(key) if isinstance(item, Mapping) else getattr(item, key, None)
        if isinstance(found, str):
            return found
    return None


def leads_somewhere(part: Any, path: str) -> bool:
    for step in path.split("."):
        part = _step(part, step)
        if part is None:
            return False
    return True


def _step(part: Any, step: str) -> Any:
    if isinstance(part, tuple):
        return next((item for item in part if name_of(item) == step), None)
    if isinstance(part, Mapping):
        return part.get(step)
    return getattr(part, step) if step in getattr(type(part), "model_fields", {}) else None
