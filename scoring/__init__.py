"""The arithmetic of fair judging: exact where it decides, honest where it estimates.

Each module stands on its own and is read in when it is first asked for, so that ``import scoring``
costs nothing: ``scoring.aggregate``, ``scoring.prizes``, ``scoring.voting`` and so on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.table import ScoreTable as ScoreTable

__version__ = "1.0.0"
__all__ = ["ScoreTable"]


def __getattr__(name: str) -> Any:
    if name == "ScoreTable":
        return import_module("scoring.table").ScoreTable
    if name.startswith("_"):
        raise AttributeError(f"module 'scoring' has no attribute {name!r}")
    try:
        return import_module(f"scoring.{name}")
    except ModuleNotFoundError as missing:
        if missing.name != f"scoring.{name}":
            raise
        raise AttributeError(f"module 'scoring' has no attribute {name!r}") from None
