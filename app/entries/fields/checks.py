"""Answers to a rule-book's form: which fields are shown, and what is still wrong with each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.regions import REGIONS
from app.core.verdict import YES, Verdict, _, need
from app.people.models import Organisation
from app.programmes.rulebook import DirectionRules, Field

Answers = Mapping[str, Any]

LINK = re.compile(r"https?://[^\s/$.?#][^\s]*", re.IGNORECASE)
LONGEST_LINK = 2000
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


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
    return {f.code: answers[f.code] for f in direction.form if f.kind != "file" and f.code in answers}


def faults(
    direction: DirectionRules, answers: Answers, *, overseas: bool, attached: set[str]
) -> dict[str, Verdict]:
    """What keeps the form from being sent in: field code to verdict. `attached`: codes of fields that have files."""
    found = {}
    for field in shown_fields(direction, answers):
        value = attached if field.kind == "file" else answers.get(field.code)
        verdict = check(field, value, overseas=overseas)
        if not verdict:
            found[field.code] = verdict
    return found


def check(field: Field, value: Any, *, overseas: bool) -> Verdict:
    """Whether one answer can be sent in."""
    empty = field.code not in value if field.kind == "file" else value in (None, "", [])
    if empty:
        return need(not is_required(field, overseas=overseas), _("This is required."))
    return CHECKS[field.kind](field, value)


def is_required(field: Field, *, overseas: bool) -> bool:
    return field.required or (field.required_unless_overseas and not overseas)


def _text(field: Field, value: Any) -> Verdict:
    length = field.length_of(str(value))
    if length is None:
        return YES
    return need(length.fits, TOO_LONG[length.unit], count=length.count, limit=length.limit)


TOO_LONG = {
    "characters": _("This has %(count)s characters; %(limit)s are allowed."),
    "words": _("This has %(count)s words; %(limit)s are allowed."),
    "signs": _("This has %(count)s characters with spaces; %(limit)s are allowed."),
}


def _number(field: Field, value: Any) -> Verdict:
    try:
        amount = Decimal(str(value)) if NUMBER.fullmatch(str(value)) else None
    except InvalidOperation:
        amount = None
    if amount is None:
        return need(False, _("This is not a number such as 120 or 3.5."))
    low, high = field.minimum, field.maximum
    return (
        need(not field.integer or amount == amount.to_integral_value(), _("This must be a whole number."))
        and need(low is None or amount * 100 >= low, _("The least is %(limit)s."), limit=_plain(low))
        and need(high is None or amount * 100 <= high, _("The most is %(limit)s."), limit=_plain(high))
    )


def _plain(hundredths: int | None) -> str:
    return "" if hundredths is None else f"{(Decimal(hundredths) / 100).normalize():f}"


NO_DATE = _("This is not a date such as 2024-06-20.")


def _date(field: Field, value: Any) -> Verdict:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return need(False, NO_DATE)
    if str(day) != value:  # 20240620 and 2024-W25-4 are the same standard's, but nobody's idea of a date
        return need(False, NO_DATE)
    return need(
        field.earliest is None or day >= field.earliest,
        _("The earliest day is %(limit)s."),
        limit=str(field.earliest),
    ) and need(
        field.latest is None or day <= field.latest,
        _("The latest day is %(limit)s."),
        limit=str(field.latest),
    )


def _choice(field: Field, value: Any) -> Verdict:
    return need(value in {option.code for option in field.options}, _("Choose one of the answers offered."))


def _yes_no(_field: Field, value: Any) -> Verdict:
    return need(value in ("yes", "no"), _("Answer yes or no."))


def _region(_field: Field, value: Any) -> Verdict:
    return need(value in REGIONS, _("Choose a country or region from the list."))


def _link(_field: Field, value: Any) -> Verdict:
    link = str(value)
    fine = LINK.fullmatch(link) and len(link) <= LONGEST_LINK
    return need(fine, _("This is not a web address that begins with http:// or https://."))


def _people(field: Field, value: Any) -> Verdict:
    if not isinstance(value, Sequence) or not all(isinstance(person, Mapping) for person in value):
        return need(False, _("Give each person a row."))
    return need(
        field.max_items is None or len(value) <= field.max_items,
        _("There are %(count)s people; %(limit)s are allowed."),
        count=len(value),
        limit=field.max_items,
    ) and need(
        all(person.get("name_zh") or person.get("name_latin") for person in value),
        _("Each person needs a name, in Chinese or in Latin letters."),
    )


def _file(_field: Field, _value: Any) -> Verdict:
    return YES  # type and size were settled when the file came in


CHECKS: Mapping[str, Callable[[Any, Any], Verdict]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "region": _region,
    "link": _link,
    "people": _people,
    "file": _file,
}
