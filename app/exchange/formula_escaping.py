"""Text that a spreadsheet must show and never work out."""

from __future__ import annotations

import unicodedata

STARTS_FORMULA = frozenset("=+-@＝＋－＠")


def is_formula_like(value: str) -> bool:
    """Whether a spreadsheet could take the text for a formula, whatever blanks or invisible signs stand before it."""
    if value[:1] in ("\t", "\r", "\n"):
        return True
    visible = (sign for sign in value if not (sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf")))
    return next(visible, "") in STARTS_FORMULA


def harmless(value: str) -> str:
    """The text for a CSV cell: an apostrophe before what could become a formula."""
    return f"'{value}" if is_formula_like(value) else value
