"""Forms that keep drafts: what they carry along, and what they are answered while somebody types."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, get_template_attribute, jsonify, request
from wtforms import Field, FieldList, FormField

from app.core.draft_merging import Merged, Opened, Values, fingerprint
from app.core.http.actions import version_sent
from app.core.i18n import reason
from app.core.verdict import Verdict

FIELD = "_opened"
CHOICE = "_choice_"


def opened_form() -> Opened:
    """How the form that was sent stood when it was opened."""
    choices = {
        name.removeprefix(CHOICE): value for name, value in request.form.items() if name.startswith(CHOICE)
    }
    return Opened(version_sent(), _fingerprints(request.form.get(FIELD, "")), choices)


def _fingerprints(sent: str) -> dict[str, str]:
    try:
        found = json.loads(sent)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field that two people have changed: what the other one wrote, beside what is typed."""

    code: str
    label: str
    target: str
    theirs: str
    seen: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form carries along: its version and what it knows of each field; and what is to be settled first."""

    version: int
    known: Mapping[str, str]
    taken: frozenset[str] = frozenset()
    disputes: tuple[Dispute, ...] = ()

    @property
    def fingerprints(self) -> str:
        return json.dumps(self.known)


def draft_standing(version: int, values: Values) -> Draft:
    """Of a form that is about to be opened, filled with what stands."""
    return Draft(version, {name: fingerprint(value) for name, value in values.items()})


def draft_sent() -> Draft:
    """Of a form that is shown again as it was sent, with nothing saved."""
    opened = opened_form()
    return Draft(opened.version, opened.fingerprints)


def draft_of(
    merged: Merged, opened: Opened, *, version: int, fields: Mapping[str, Field], shown: Mapping[str, str]
) -> Draft:
    """Of a form that was saved. What it knows of a disputed field stays as it was: nobody has chosen yet.

    `fields`: code to the field of the form that shows it; `shown`: code to what stands, as people read it.
    """
    known = {code: fingerprint(merged.values.get(code)) for code in fields}
    disputes = tuple(
        Dispute(code, str(each.label.text), each.id, shown.get(code, ""), known[code])
        for code, each in fields.items()
        if code in merged.disputed
    )
    kept = {each.code: opened.of(each.code) for each in disputes}
    return Draft(opened.version if disputes else version, known | kept, merged.taken, disputes)


Faults = Mapping[str, tuple[str, Verdict]]


def answer_draft(
    draft: Draft, taken: Mapping[str, Mapping[str, str]], *, saved_at: datetime, faults: Faults | None = None
) -> tuple[Response, int]:
    """What the script is told: what was saved, what others wrote meanwhile, and what is to be chosen or corrected.

    `taken`: of each field that others have changed the controls, as they are to be filled; `faults`: name of a control
    to its label and what is wrong.
    """
    wrong = {
        name: {"label": label, "words": reason(verdict)} for name, (label, verdict) in (faults or {}).items()
    }
    box = get_template_attribute("components/disputes.html", "disputes")
    stated: dict[str, Any] = {
        "version": draft.version,
        "saved_at": saved_at.isoformat(),
        "opened": dict(draft.known),
        "taken": taken,
        "disputes": str(box(draft.disputes)).strip() if draft.disputes else "",
        "faults": wrong,
    }
    return jsonify(stated), 409 if draft.disputes else 200


def controls(shown: Field) -> Iterator[tuple[str, str]]:
    """Name and value of each control of a field."""
    if isinstance(shown, FieldList):
        for entry in shown.entries:
            yield from controls(entry)
    elif isinstance(shown, FormField):
        for part in shown.form:
            yield from controls(part)
    elif hasattr(shown, "_value"):
        yield shown.name, str(shown._value())
    else:
        yield shown.name, str(shown.data or "")
