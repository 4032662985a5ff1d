"""Faults of a rule-book, in words that an organiser understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.core.verdict import _
from app.programmes.rulebook.line_numbers import Lines
from app.programmes.rulebook.paths import name_of


@dataclass(frozen=True, slots=True)
class Fault:
    """`reason` is English; a page translates `message` and puts `params` into it."""

    file: str
    key: str
    line: int
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return self.message % self.params

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.key} — {self.reason}"


class RuleBookFaults(Exception):
    """Everything that is wrong with a rule-book; nothing of it was loaded."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def faults_of(error: ValidationError, raw: dict[str, Any], *, file: str, lines: Lines) -> list[Fault]:
    faults = []
    for detail in error.errors(include_url=False):
        message, params = _reason(detail)
        path = detail["loc"]
        faults.append(Fault(file, written(path, raw), lines.of(path), message, params))
    return sorted(faults, key=lambda fault: fault.line)


def written(path: tuple[str | int, ...], raw: Any) -> str:
    """("directions", 0, "stages", 1) -> directions[0 individuals].stages[1 first-review]"""
    text = ""
    for step in path:
        raw = _down(raw, step)
        if isinstance(step, int):
            name = name_of(raw)
            text += f"[{step} {name}]" if name else f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text or "rule-book"


def _down(raw: Any, step: str | int) -> Any:
    try:
        return raw[step]
    except (KeyError, IndexError, TypeError):
        return None


def _reason(detail: ErrorDetails) -> tuple[str, dict[str, Any]]:
    context, value = detail.get("ctx", {}), _shown(detail["input"])
    match detail["type"]:
        case "rule":
            return context["message"], context["params"]
        case "missing":
            return _("this key is missing."), {}
        case "extra_forbidden":
            return UNSAID.get(str(detail["loc"][-1]), _("no such key is known here; check its spelling.")), {}
        case "literal_error":
            return _not_a_choice(detail)
        case "string_pattern_mismatch":
            return _not_the_shape(context["pattern"]), {"value": value}
        case "string_too_short":
            return _("this text is empty; both languages are needed."), {}
        case "string_too_long":
            return _("at most %(most)s characters are possible."), {"most": context["max_length"]}
        case "greater_than_equal":
            return _("must be %(least)s or more; it is %(value)s."), {"least": context["ge"], "value": value}
        case "too_long":
            return _("this list is too long; it holds %(most)s items."), {"most": context["max_length"]}
        case kind:
            return _wrong_type(kind, value, detail["msg"])


_ZONE = _(
    "there is no zone to set: a time is Beijing time unless it ends with its own offset, such as +01:00."
)
UNSAID = {"timezone": _ZONE, "time_zone": _ZONE, "zone": _ZONE}
"""Keys that people look for and that a rule-book does not have, and why."""


def _not_the_shape(pattern: str) -> str:
    return next((message for part, message in SHAPES if part in pattern), SHAPES[-1][1])


SHAPES = (
    (r"\d{4}", _("“%(value)s” must be capital letters, a hyphen and the year, such as STW-2024.")),
    ("(-[a", _("“%(value)s” must be small letters, digits and hyphens, such as first-review.")),
    ("(_[a", _("“%(value)s” must be small letters, digits and underscores, such as title_zh.")),
    ("", _("“%(value)s” must be small letters, digits, hyphens or underscores.")),
)


def _wrong_type(kind: str, value: str, english: str) -> tuple[str, dict[str, Any]]:
    for part, message in WRONG_TYPES:
        if part in kind:
            return message, {"value": value}
    return "%(english)s", {"english": english}


WRONG_TYPES = (
    ("int_", _("must be a whole number; it is %(value)s.")),
    ("bool_", _("must be true or false; it is %(value)s.")),
    ("string_", _("must be a text in quotation marks; it is %(value)s.")),
    ("date", _("must be a date such as 2021-01-01; it is %(value)s.")),
    ("tuple_", _("must be a list in square brackets; it is %(value)s.")),
    ("dict_", _("must be a table with keys of its own; it is %(value)s.")),
    ("model_", _("must be a table with keys of its own; it is %(value)s.")),
)


def _shown(value: Any) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}…"


def _not_a_choice(detail: ErrorDetails) -> tuple[str, dict[str, Any]]:
    choices = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
    params = {"value": _shown(detail["input"]), "choices": choices}
    if len(detail["loc"]) > 2 and detail["loc"][-1] == "kind" and detail["loc"][-3] == "form":
        return _("“%(value)s” is not a type of field; known types are %(choices)s."), params
    if detail["loc"][-1] == "applicant":
        return _(
            "a direction takes organisations or persons, not “%(value)s”: make one direction for each."
        ), params
    return _("“%(value)s” is not possible here; possible are %(choices)s."), params
