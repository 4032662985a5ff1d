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
from app.programmes.rulebook.unknown_keys import unknown_key


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
            return unknown_key(detail["loc"])
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
            return _wrong_type(kind, detail)


def _not_the_shape(pattern: str) -> str:
    return next((message for part, message in SHAPES if part in pattern), SHAPES[-1][1])


SHAPES = (
    (r"\d{4}", _("“%(value)s” must be capital letters, a hyphen and the year, such as STW-2024.")),
    ("(-[a", _("“%(value)s” must be small letters, digits and hyphens, such as first-review.")),
    ("(_[a", _("“%(value)s” must be small letters, digits and underscores, such as title_zh.")),
    ("", _("“%(value)s” must be small letters, digits, hyphens or underscores.")),
)


def _wrong_type(kind: str, detail: ErrorDetails) -> tuple[str, dict[str, Any]]:
    given, key = detail["input"], str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "model_type" and detail["ctx"]["class_name"] == "Text":
        return BOTH_LANGUAGES, {}
    if kind in ("model_type", "dict_type") and isinstance(given, list):
        return ONE_TABLE, {"key": key}
    if kind == "tuple_type" and isinstance(given, dict):
        return MANY_TABLES, {"key": key}
    for part, message, of_text in WRONG_TYPES:
        if part in kind:
            return of_text if isinstance(given, str) else message, {"value": _shown(given)}
    return "%(english)s", {"english": detail["msg"]}


BOTH_LANGUAGES = _('must be written in both languages: { zh = "…", en = "…" }.')
ONE_TABLE = _("this is one table: its header is [%(key)s], in single brackets.")
MANY_TABLES = _("this is a list of tables: the header of each is [[%(key)s]], in double brackets.")
_TABLE = _("must be a table with keys of its own; it is %(value)s.")
_LIST = _("must be a list in square brackets; it is %(value)s.")
_DATE = _("must be a date such as 2021-01-01; it is %(value)s.")
_TEXT = _("must be a text in quotation marks; it is %(value)s.")
WRONG_TYPES = (
    (
        "int_",
        _("must be a whole number; it is %(value)s."),
        _("must be a whole number without quotation marks; it is the text “%(value)s”."),
    ),
    (
        "bool_",
        _("must be true or false; it is %(value)s."),
        _("must be true or false without quotation marks; it is the text “%(value)s”."),
    ),
    ("string_", _TEXT, _TEXT),
    ("date", _DATE, _DATE),
    ("tuple_", _LIST, _LIST),
    ("dict_", _TABLE, _TABLE),
    ("model_", _TABLE, _TABLE),
)
"""Part of the kind of fault; what is said of it; and what where a text was given."""


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
