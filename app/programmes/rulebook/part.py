"""What every part of a rule-book is: frozen, complete in its keys, and checked across them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.core.errors import NotFound
from app.core.verdict import _

Step = str | int


class Coded(Protocol):
    @property
    def code(self) -> str: ...


Item = TypeVar("Item", bound=Coded)


class Complaint(NamedTuple):
    """One thing that is wrong inside a part: where (seen from the part), and a sentence with parameters."""

    where: tuple[Step, ...]
    message: str
    params: dict[str, Any]


def complaint(where: tuple[Step, ...], message: str, **params: Any) -> Complaint:
    return Complaint(where, message, params)


def _error(message: str, params: dict[str, Any]) -> PydanticCustomError:
    return PydanticCustomError(
        "rule", "{sentence}", {"sentence": message % params, "message": message, "params": params}
    )


def _same(context: dict[str, Any]) -> PydanticCustomError:
    return _error(context["message"], context["params"])


def refusal(message: str, **params: Any) -> PydanticCustomError:
    """What to raise where the value of one key cannot stand."""
    return _error(message, params)


@dataclass(frozen=True, slots=True)
class NotYet:
    """Marks a key that nothing carries out: any value but its default is refused, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Information:
    """Marks a key that tells people something and decides nothing: it is printed so, never as a rule."""


INFORMATION = Information()


Checks = tuple[Callable[[], Iterable[Complaint]], ...]


class Part(BaseModel):
    """Each of `checks` names what is wrong across keys; where some keys cannot be read, the others count."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True
    )

    def checks(self) -> Checks:
        """A check ends, without a word, at the first key that could not be read."""
        return ()

    def without_reader(self) -> Iterator[Complaint]:
        """Keys that would be promises: nobody carries them out yet."""
        for key, field in type(self).model_fields.items():
            for mark in field.metadata:
                if isinstance(mark, NotYet) and getattr(self, key) != _default(field):
                    yield complaint((key,), mark.reason)

    @model_validator(mode="wrap")
    @classmethod
    def _hold(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            part = handler(raw)
        except ValidationError as error:
            sound = _sound_keys(cls, raw, error)
            raise _joined(cls.__name__, _lines(error) + _complaint_lines(sound, AttributeError)) from None
        if lines := _complaint_lines(part):
            raise _joined(cls.__name__, lines)
        return part


def _joined(title: str, lines: list[InitErrorDetails]) -> ValidationError:
    return ValidationError.from_exception_data(title, lines)


def _complaint_lines(part: Part, *unreadable: type[Exception]) -> list[InitErrorDetails]:
    found: list[Complaint] = []
    for check in (part.without_reader, *part.checks()):
        with suppress(*unreadable):
            found.extend(check())
    return [InitErrorDetails(type=_error(c.message, c.params), loc=c.where, input=None) for c in found]


def _lines(error: ValidationError) -> list[InitErrorDetails]:
    return [
        InitErrorDetails(
            type=_same(detail["ctx"]) if detail["type"] == "rule" else detail["type"],
            loc=detail["loc"],
            input=detail["input"],
            ctx=detail.get("ctx", {}),
        )
        for detail in error.errors(include_url=False)
    ]


def _sound_keys(kind: type[Part], raw: Any, error: ValidationError) -> Part:
    """The part as far as it can be read: reading any other key of it raises AttributeError."""
    part = kind.model_construct()
    part.__dict__.clear()
    unsound = {detail["loc"][0] for detail in error.errors(include_url=False) if detail["loc"]}
    for name, field in kind.model_fields.items() if isinstance(raw, dict) else ():
        if name not in unsound:
            part.__dict__[name] = _sound_value(field, raw[name]) if name in raw else _default(field)
    return part


def _sound_value(field: FieldInfo, raw: Any) -> Any:
    return TypeAdapter(field.rebuild_annotation()).validate_python(raw)


def _default(field: FieldInfo) -> Any:
    return field.get_default(call_default_factory=True)


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
