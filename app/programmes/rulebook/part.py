"""What every part of a rule-book is made of: exact numbers, instants, codes, and checks across keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, NamedTuple, NoReturn, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.core.errors import NotFound
from app.core.verdict import _

BEIJING = ZoneInfo("Asia/Shanghai")

Step = str | int


class Coded(Protocol):
    @property
    def code(self) -> str: ...


Item = TypeVar("Item", bound=Coded)

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]


class Complaint(NamedTuple):
    """One thing that is wrong inside a part: where (seen from the part), and a sentence with parameters."""

    where: tuple[Step, ...]
    message: str
    params: dict[str, Any]


def complaint(where: tuple[Step, ...], message: str, **params: Any) -> Complaint:
    return Complaint(where, message, params)


def _error(message: str, params: dict[str, Any]) -> PydanticCustomError:
    return PydanticCustomError("rule", "{message}", {"message": message, "params": params})


def refuse(message: str, **params: Any) -> NoReturn:
    """Refuse the value of one key."""
    raise _error(message, params)


class Part(BaseModel):
    """A frozen part of a rule-book. `complaints` names what is wrong across its keys, all at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def complaints(self) -> Iterator[Complaint]:
        yield from ()

    @model_validator(mode="after")
    def _hold(self) -> Self:
        errors = [
            InitErrorDetails(type=_error(found.message, found.params), loc=found.where, input=None)
            for found in self.complaints()
        ]
        if errors:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self


def _to_hundredths(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        refuse(_("must be a number such as 30 or 0.5."))
    try:
        scaled = Decimal(value) * 100
    except InvalidOperation:
        refuse(_("must be a number such as 30 or 0.5."))
    if scaled != scaled.to_integral_value():
        refuse(_("%(value)s has more than two decimals."), value=str(value))
    return int(scaled)


def as_decimal(hundredths: int) -> str:
    """7550 -> "75.5": how an exact number of hundredths is written."""
    return f"{(Decimal(hundredths) / 100).normalize():f}"


Hundredths = Annotated[int, BeforeValidator(_to_hundredths), PlainSerializer(as_decimal, return_type=str)]
"""An exact number held as whole hundredths: 30 or "0.5" in the file, 3000 or 50 in the program.

A score is held in hundredths of a point, a weight written in percent in basis points.
"""


def _in_utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(UTC)


def _moment(value: Any, midnight_after: timedelta) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            refuse(_("must be a date, or a date with a time, in Beijing time, such as 2024-10-10T17:00:00."))
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, date):
        return _in_utc(datetime.combine(value, time(), BEIJING) + midnight_after)
    refuse(_("must be a date, or a date with a time, in Beijing time, such as 2024-10-10T17:00:00."))


def _opening(value: Any) -> datetime:
    return _moment(value, timedelta(0))


def _closing(value: Any) -> datetime:
    return _moment(value, timedelta(days=1))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Opening = Annotated[datetime, BeforeValidator(_opening), PlainSerializer(_written, return_type=str)]
"""A beginning: Beijing time unless it says otherwise, 0:00 where the date has no hour; held in UTC."""

Closing = Annotated[datetime, BeforeValidator(_closing), PlainSerializer(_written, return_type=str)]
"""An end: as `Opening`, but a date without an hour means 24:00 of that day."""


def repeated(codes: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Places and codes of the items whose code already stands further up."""
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield place, code
        seen.add(code)


def named(items: Iterable[Item], code: str) -> Item:
    """The item with this code. Codes come from addresses too, so an unknown one is a page not found."""
    for item in items:
        if item.code == code:
            return item
    raise NotFound(code)


def repeats(key: str, items: Sequence[Coded]) -> Iterator[Complaint]:
    """Complaints about items of a list that share a code."""
    for place, code in repeated([item.code for item in items]):
        yield complaint((key, place, "code"), _("the code “%(code)s” is used twice in this list."), code=code)
