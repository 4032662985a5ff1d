"""Values that rule-books are written in: codes, counts, exact numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints

from app.core.verdict import _
from app.programmes.rulebook.part import refusal

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
NO_NUMBER = _("must be a number such as 30 or 0.5.")
MOST = 10**12

Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]


def gained(default: str) -> Any:
    """The default of a key that the format gained later: unsaid, it leaves the hash of a book as it was before."""
    return Field(default, exclude_if=lambda value: value == default)


def _to_hundredths(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise refusal(NO_NUMBER)
    try:
        scaled = Decimal(value) * 100
    except ArithmeticError:
        raise refusal(NO_NUMBER) from None
    if not scaled.is_finite() or abs(scaled) > MOST:
        raise refusal(NO_NUMBER)
    if scaled != scaled.to_integral_value():
        raise refusal(_("%(value)s has more than two decimals."), value=str(value))
    return int(scaled)


def as_decimal(hundredths: int) -> str:
    """7550 -> "75.5": how an exact number of hundredths is written."""
    return f"{(Decimal(hundredths) / 100).normalize():f}"


Hundredths = Annotated[int, BeforeValidator(_to_hundredths), PlainSerializer(as_decimal, return_type=str)]
"""An exact number held as whole hundredths: 30 or "0.5" in the file, 3000 or 50 in the program.

A score is held in hundredths of a point, a weight written in percent in basis points.
"""
