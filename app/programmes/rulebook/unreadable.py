"""What the reader of TOML says of a file, in words that help: it knows characters, and an organiser writes rules."""

from __future__ import annotations

import re

from app.core.verdict import _
from app.programmes.rulebook.fault_messages import Fault

DATE = re.compile(r"=\s*\d{4}-(?:\d-\d{1,2}|\d\d-\d)(?!\d)")
KEY = re.compile(r"^\s*([\w.-]+)\s*=")
TWICE = ("Cannot overwrite", "Cannot mutate", "Duplicate inline table key")
UNREADABLE = _("the file cannot be read as TOML: %(detail)s.")
SHORT_DATE = _("month and day are written with two digits each, such as 2027-03-01.")
KEY_TWICE = _("this key stands twice in its table; leave one of the two out.")
TABLE_TWICE = _("this table stands twice; put the keys of both under one.")


def unreadable(error: str, text: str, file: str) -> Fault:
    """The fault at the line where reading ended."""
    found = re.search(r"at line (\d+)", error)
    lines = text.split("\n")
    number = int(found[1]) if found else (len(lines) if "end of document" in error else 1)
    line = lines[number - 1] if number <= len(lines) else ""
    key = KEY.match(line)
    where = key[1] if key else "file"
    if DATE.search(line):
        return Fault(file, where, number, SHORT_DATE)
    if error.startswith(TWICE):
        return Fault(file, where, number, KEY_TWICE)
    if error.startswith("Cannot declare"):
        return Fault(file, line.strip() or "file", number, TABLE_TWICE)
    return Fault(file, "file", number, UNREADABLE, {"detail": error})
