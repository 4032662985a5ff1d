"""Every kind of question by the code that rule-books call it by."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import get_args

from flask import Flask

from app.entries.fields.field_kind import FieldKind
from app.programmes.rulebook import Field
from app.programmes.rulebook.field_kinds import Kind

KINDS: Mapping[str, FieldKind] = {
    kind: import_module(f"{__package__}.{kind}").KIND for kind in get_args(Kind)
}
"""The schema says which kinds there are; a file of that name says what each is."""


def field_kind(field: Field) -> FieldKind:
    return KINDS[field.kind]


def init_app(app: Flask) -> None:
    """Templates ask `field|field_kind`."""
    app.jinja_env.filters["field_kind"] = field_kind
