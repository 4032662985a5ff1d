"""Tables of scores from files: `read` takes them as people keep them, and says what it understood."""

from __future__ import annotations

from scoring.outside.tables.read import FileTable, read
from scoring.outside.tables.report import Understood

__all__ = ["FileTable", "Understood", "read"]
