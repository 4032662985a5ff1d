"""The arithmetic of fair judging: exact where it decides, honest where it estimates.

Five layers, each of which knows those before it: `data`, `decide`, `estimate`, `plan`, `outside`. Modules are
read in when they are first asked for, so that `import scoring` costs nothing. What the README names has a short
name beside its place in the layers: `scoring.prizes`, `scoring.voting` and so on (see `scoring.aliases`).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scoring.aliases import HOMES, ShortNames
from scoring.data import partitioned

if TYPE_CHECKING:
    from scoring.data.partitioned import Reader
    from scoring.data.table import ScoreTable as ScoreTable
    from scoring.outside.tables import read as read

__version__ = "1.0.0"
__all__ = ["ScoreTable", "read"]

sys.meta_path.append(ShortNames())


def _dask() -> Reader:
    from scoring.outside import dask

    return dask


partitioned.offer("dask", _dask)


def __getattr__(name: str) -> Any:
    if name == "ScoreTable":
        return import_module("scoring.data.table").ScoreTable
    if name == "read":
        return import_module("scoring.outside.tables").read
    if name in HOMES:
        return import_module(f"scoring.{name}")
    raise AttributeError(f"module 'scoring' has no attribute {name!r}")
