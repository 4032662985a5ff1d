"""Tables of scores from files: `read` takes them as people keep them, and says what it understood.

From `file` to `reading` each module is one step: `encoding`, `separated` or `xlsx`, `header`, `columns`, `layout`,
`planning`, `rows`, `report`; `values` says what a cell means, `headings` what a heading is called.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.outside.tables.reading import FileTable as FileTable
    from scoring.outside.tables.reading import read as read
    from scoring.outside.tables.report import Understood as Understood

HOMES = {"FileTable": "reading", "read": "reading", "Understood": "report"}


def __getattr__(name: str) -> Any:
    if name in HOMES:
        return getattr(import_module(f"scoring.outside.tables.{HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
