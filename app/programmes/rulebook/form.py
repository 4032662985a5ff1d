"""The application form: its fields, when each is shown, and what each may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import StringConstraints, model_validator

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.field_kinds import DOCUMENT_KINDS, IDENTIFYING_KINDS, LIMITS, NEEDS, Kind
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint, repeats
from app.programmes.rulebook.text_length import Length, length_of
from app.programmes.rulebook.values import FieldCode, Flag, Hundredths, Positive

FileType = Literal["pdf", "png", "jpg", "docx", "pptx", "xlsx", "mp4", "zip"]
OptionCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=40)]

TITLES = ("title_zh", "title_en")
"""The entry's name: every form asks for it under these codes, and judges see it even when blind."""

IDENTIFYING_NAMES = re.compile(
    r"^(organisation|applicant|person|name|leader|team|contact|email|phone|address|website|partner)(_|$)"
)


class Option(Part):
    code: OptionCode
    """The value that is kept."""
    label: Text
    """What the applicant reads."""


class ShownWhen(Part):
    """Show a field only while an earlier one has one of these values ("yes" and "no" for yes_no)."""

    field: FieldCode
    """The code of the field it waits for: a `choice` or a `yes_no` above it."""
    values: tuple[str, ...]
    """One of these has to be chosen. A single one may be written as `value`."""

    @model_validator(mode="before")
    @classmethod
    def _one_value(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "value" in raw and "values" not in raw:
            return {"values": [raw["value"]]} | {key: raw[key] for key in raw if key != "value"}
        return raw


class EarliestBy(Part):
    """The earliest date depends on how the organiser reads one of the book's settings."""

    setting: FieldCode
    """The code of the setting."""
    yes: date
    """The earliest day where its value is true."""
    no: date
    """The earliest day where it is false."""


class Field(Part):
    code: FieldCode
    """What the answer is kept and exported under."""
    kind: Kind
    """What is asked for."""
    label: Text
    """The question."""
    help: Text | None = None
    """A sentence under it."""
    language: Literal["zh", "en", "any"] = "any"
    """The language that is typed."""
    max_chars: Positive | None = None
    """The most characters of a Chinese answer. A text needs this, `max_words`, or both."""
    max_words: Positive | None = None
    """The most words of an English answer."""
    minimum: Hundredths | None = None
    """The lowest number."""
    maximum: Hundredths | None = None
    """The highest number."""
    integer: Flag = False
    """Whether the number must be whole."""
    earliest: date | None = None
    """The first day that is taken."""
    latest: date | None = None
    """The last day that is taken."""
    earliest_by: EarliestBy | None = None
    """The first day as a setting decides it."""
    options: tuple[Option, ...] = ()
    """What a `choice` chooses from."""
    max_items: Positive | None = None
    """How many `people` can be named."""
    accepts: tuple[FileType, ...] = ()
    """The types of file that a `file` takes."""
    max_mb: Positive | None = None
    """How large one file may be, in megabytes."""
    required: Flag = False
    """It has to be answered before the entry is submitted."""
    required_unless_overseas: Flag = False
    """As `required`, but applicants from overseas may leave it empty."""
    shown_when: ShownWhen | None = None
    """It is asked only while an earlier answer is one of these."""
    hidden_when_blind: Flag = False
    """No judge of a blind stage sees it."""
    office_only: Flag = False
    """For the secretariat alone: no judge sees it in any stage, nor the public."""

    def shown_to_judges(self, *, blind: bool) -> bool:
        return not self.office_only and not (blind and self.hidden_when_blind)

    def length_of(self, text: str) -> Length | None:
        """How long a text is against this field's limit, by the rules of `counting`."""
        return length_of(text, max_chars=self.max_chars, max_words=self.max_words)

    @property
    def identifies(self) -> bool:
        """Whether the answer would tell a judge whose entry it is."""
        return self.kind in IDENTIFYING_KINDS or bool(IDENTIFYING_NAMES.match(self.code))

    @property
    def is_document(self) -> bool:
        """Whether it is answered with files, on a page of their own, and not with words in the form."""
        return self.kind in DOCUMENT_KINDS

    def answers(self) -> frozenset[str] | None:
        """The values another field may wait for; None where they cannot be counted."""
        if self.kind == "yes_no":
            return frozenset({"yes", "no"})
        return frozenset(option.code for option in self.options) if self.kind == "choice" else None

    def checks(self) -> Checks:
        return self._misplaced, self._missing, self._reversed, self._twice

    def _twice(self) -> Iterator[Complaint]:
        yield from repeats("options", self.options)
        if self.required and self.required_unless_overseas:
            yield complaint(
                ("required_unless_overseas",),
                _("a field is either required or required unless overseas, not both."),
            )

    def _misplaced(self) -> Iterator[Complaint]:
        for key, kinds in LIMITS.items():
            given = getattr(self, key) != type(self).model_fields[key].default
            if given and self.kind not in kinds:
                yield complaint(
                    (key,),
                    _("this limit belongs to fields of kind %(kinds)s; this field is of kind %(kind)s."),
                    kinds=", ".join(kinds),
                    kind=self.kind,
                )

    def _missing(self) -> Iterator[Complaint]:
        for key in NEEDS.get(self.kind, ()):
            if not getattr(self, key):
                yield complaint((key,), _("a field of kind %(kind)s needs this key."), kind=self.kind)
        if self.kind in ("text", "long_text") and self.max_chars is None and self.max_words is None:
            yield complaint((), _("a text needs a limit: max_chars (Chinese), max_words (English), or both."))

    def _reversed(self) -> Iterator[Complaint]:
        for low, high in (("minimum", "maximum"), ("earliest", "latest")):
            start, end = getattr(self, low), getattr(self, high)
            if start is not None and end is not None and start > end:
                yield complaint((low,), _("the lower limit stands above the upper one."))


def form_complaints(fields: tuple[Field, ...]) -> Iterator[Complaint]:
    """What is wrong between the fields of one form."""
    yield from repeats("form", fields)
    codes = [field.code for field in fields]
    for title in TITLES:
        if title not in codes:
            yield complaint(
                ("form",),
                _("the form has no field “%(code)s”: lists and letters name every entry in both languages."),
                code=title,
            )
    for place, field in enumerate(fields):
        yield from _condition_complaints(place, field, fields)


def _condition_complaints(place: int, field: Field, fields: tuple[Field, ...]) -> Iterator[Complaint]:
    condition = field.shown_when
    if condition is None:
        return
    where = ("form", place, "shown_when")
    earlier = {other.code: other for other in fields[:place]}
    if condition.field not in {other.code for other in fields}:
        yield complaint(where, _("no field of this form is called “%(code)s”."), code=condition.field)
    elif condition.field not in earlier:
        yield complaint(
            where, _("it waits for “%(code)s”, which does not stand before it."), code=condition.field
        )
    else:
        yield from _value_complaints(where, condition, earlier[condition.field])


def _value_complaints(
    where: tuple[str | int, ...], condition: ShownWhen, other: Field
) -> Iterator[Complaint]:
    answers = other.answers()
    if answers is None:
        yield complaint(
            where, _("it can only wait for a choice or a yes/no; “%(code)s” is neither."), code=other.code
        )
        return
    for value in condition.values:
        if value not in answers:
            yield complaint(
                where, _("“%(code)s” never has the value “%(value)s”."), code=other.code, value=value
            )


def blind_complaints(fields: tuple[Field, ...]) -> Iterator[Complaint]:
    """Fields that a blind stage would show although they say whose entry it is."""
    for place, field in enumerate(fields):
        if field.identifies and field.shown_to_judges(blind=True):
            yield complaint(
                ("form", place, "hidden_when_blind"),
                _("a stage is blind, but “%(code)s” would tell the judges whose entry it is; hide it."),
                code=field.code,
            )
