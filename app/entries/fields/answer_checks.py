"""Answers to a rule-book's form: which fields are shown, and what is still wrong with each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.core.verdict import Verdict, _, need
from app.entries.fields.registry import KINDS
from app.people.models import Organisation
from app.programmes.rulebook import DirectionRules, Field

Answers = Mapping[str, Any]


def is_shown(field: Field, answers: Answers) -> bool:
    """Whether the field is asked for, given the other answers."""
    return field.shown_when is None or str(answers.get(field.shown_when.field, "")) in field.shown_when.values


def shown_fields(direction: DirectionRules, answers: Answers) -> Iterator[Field]:
    return (field for field in direction.form if is_shown(field, answers))


def sent_along(direction: DirectionRules, answers: Answers) -> dict[str, Any]:
    """What is submitted of a draft: the answers that are asked for; others that were given before stay in the draft."""
    return {
        field.code: answers[field.code] for field in shown_fields(direction, answers) if field.code in answers
    }


def registered(direction: DirectionRules, organisation: Organisation | None) -> dict[str, str]:
    """What the register says of the organisation that applies: its form does not ask for it again."""
    if organisation is None:
        return {}
    known = {
        "organisation_zh": organisation.name_zh,
        "organisation_en": organisation.name_en,
        "region": organisation.country_region,
    }
    return {field.code: known[field.code] for field in direction.form if known.get(field.code)}


def known(direction: DirectionRules, answers: Answers) -> dict[str, Any]:
    """The answers to fields that the form has; anything else that was sent is not kept."""
    return {f.code: answers[f.code] for f in direction.form if not f.is_document and f.code in answers}


def faults(
    direction: DirectionRules, answers: Answers, *, overseas: bool, attached: set[str]
) -> dict[str, Verdict]:
    """What keeps the form from being submitted: field code to verdict. `attached`: codes of fields that have files."""
    found = {}
    for field in shown_fields(direction, answers):
        value = attached if field.is_document else answers.get(field.code)
        verdict = check(field, value, overseas=overseas)
        if not verdict:
            found[field.code] = verdict
    return found


def check(field: Field, value: Any, *, overseas: bool) -> Verdict:
    """Whether one answer can be submitted."""
    kind = KINDS[field.kind]
    if kind.is_empty(field, value):
        return need(not is_required(field, overseas=overseas), _("This is required."))
    return kind.check(field, value)


def is_required(field: Field, *, overseas: bool) -> bool:
    return field.required or (field.required_unless_overseas and not overseas)
