"""The kinds of question that a form can ask: what each is called, and which limits belong to it.

How an answer of a kind is checked, typed and shown is for `app/entries/fields/<kind>.py`. The names stand here and not
there, since the page of a rule-book prints them and nothing of `programmes` knows of entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from app.core.verdict import _

Kind = Literal["text", "long_text", "number", "date", "choice", "region", "people", "file", "link", "yes_no"]

KIND_NAMES: Mapping[str, str] = {
    "text": _("text"),
    "long_text": _("long text"),
    "number": _("number"),
    "date": _("date"),
    "choice": _("choice"),
    "region": _("country or region"),
    "people": _("list of people"),
    "file": _("file"),
    "link": _("link"),
    "yes_no": _("yes or no"),
}

LIMITS: Mapping[str, tuple[Kind, ...]] = {
    "language": ("text", "long_text"),
    "max_chars": ("text", "long_text"),
    "max_words": ("text", "long_text"),
    "minimum": ("number",),
    "maximum": ("number",),
    "integer": ("number",),
    "earliest": ("date",),
    "latest": ("date",),
    "earliest_by": ("date",),
    "options": ("choice",),
    "max_items": ("people",),
    "accepts": ("file",),
    "max_mb": ("file",),
}
"""Which limits belong to which kinds of field."""

NEEDS: Mapping[Kind, tuple[str, ...]] = {
    "choice": ("options",),
    "people": ("max_items",),
    "file": ("accepts", "max_mb"),
}

IDENTIFYING_KINDS: frozenset[Kind] = frozenset({"region", "people", "link"})
DOCUMENT_KINDS: frozenset[Kind] = frozenset({"file"})
