"""How large a file of an entry may be, and how many a field takes.

The size stands in the rule-book: `max_mb` of each field. `MAX_BODY_BYTES` of the settings is about a whole request.
"""

from __future__ import annotations

from app.core.verdict import Verdict, _, need
from app.programmes.rulebook import Field

MEGABYTE = 1024 * 1024
MOST_FILES_A_FIELD = 10
MOST_PARTS = 10_000  # of an archive; more would only keep its reader busy
LONGEST_NAME = 120  # characters, without the ending


def most_bytes(field: Field) -> int:
    return (field.max_mb or 1) * MEGABYTE


def too_large(field: Field) -> Verdict:
    """The refusal of a file that is larger."""
    return need(False, _("The file is larger than %(limit)s MB."), limit=field.max_mb)


def has_room(standing: int) -> Verdict:
    """Whether a field that has so many files takes one more."""
    return need(standing < MOST_FILES_A_FIELD, _("There are %(count)s files already."), count=standing)
