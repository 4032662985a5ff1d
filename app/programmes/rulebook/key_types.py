"""What may stand at a key of a rule-book, in words: for the reference."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin

from app.core.text import Text
from app.programmes.rulebook.dates import Closing, Opening
from app.programmes.rulebook.labels import VALUES
from app.programmes.rulebook.notice import MailAddress
from app.programmes.rulebook.part import Part
from app.programmes.rulebook.values import (
    Code,
    Count,
    FieldCode,
    Flag,
    Hundredths,
    Positive,
)

TYPES: tuple[tuple[Any, str], ...] = (
    (Opening, "time"),
    (Closing, "time"),
    (Flag, "true or false"),
    (Count, "whole number, 0 or more"),
    (Positive, "whole number, 1 or more"),
    (Hundredths, "number, two decimals at most"),
    (Code, "code with hyphens"),
    (FieldCode, "code with underscores"),
    (MailAddress, "mail address"),
    (Text, "text `{ zh, en }`"),
)
PLAIN = {str: "text", bool: "true or false", int: "whole number"}


def type_words(hint: Any, key: str) -> str:
    """What may stand at a key, in words."""
    for known, words in TYPES:
        if hint == known:
            return words
    if isinstance(hint, type) and issubclass(hint, Part):
        return "table"
    arguments = [each for each in get_args(hint) if each is not type(None)]
    match get_origin(hint):
        case None:
            return PLAIN.get(hint, getattr(hint, "__name__", str(hint)))
        case origin if origin is Literal:
            return ", ".join(_choice(key, value) for value in arguments)
        case origin if origin is Annotated:
            return _annotated(hint, arguments, key)
        case origin if origin is tuple:
            return _tuple(arguments, key)
        case origin if origin is dict:
            return f"table from a {type_words(arguments[0], key)} to a {type_words(arguments[1], key)}"
    return type_words(arguments[0], key)  # a value or nothing


def _annotated(hint: Any, arguments: list[Any], key: str) -> str:
    """Marks and further limits say nothing of the type: the name of the type is found without them."""
    inner, *marks = arguments
    for known, words in TYPES:
        if get_origin(known) is Annotated and inner is get_args(known)[0] and get_args(known)[1] in marks:
            return words
    return type_words(inner, key)


def _tuple(arguments: list[Any], key: str) -> str:
    if Ellipsis not in arguments:
        return "fraction `[part, whole]`"
    inner = type_words(arguments[0], key)
    return "list of tables" if inner == "table" else f"list of: {inner}"


def _choice(key: str, value: object) -> str:
    """The value, with its words where they say more than it does."""
    words = VALUES.get(key, {}).get(str(value), "")
    plain = str(value).replace("_", " ").lower()
    return f"`{value}`" if words.lower() in ("", plain) else f"`{value}` ({words})"
