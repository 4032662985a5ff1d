"""The shape of the application form, built from the rule-book; whether answers can stand is for `answers.py`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field as FormItem
from wtforms import FieldList, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import DateInput, URLInput

from app.consents.forms import ConsentForm
from app.core.forms import Form, Marked, Uncut
from app.core.i18n import region_choices, text
from app.core.verdict import Verdict
from app.programmes.rulebook import DirectionRules, Field

PREFIX = "q_"
LONGEST = 20_000
FEW = 6
NONE = SelectChoice("", "—")
LONGEST_CODE = 64
ROW = re.compile(r"-([0-9]{1,4})-")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class PersonRow(PlainForm):
    class Meta(Uncut, PlainForm.Meta):
        pass

    name_zh = StringField(_l("Name in Chinese"), [Length(max=100)])
    name_latin = StringField(_l("Name in Latin letters"), [Length(max=200)])
    post = StringField(_l("Post"), [Length(max=200)])


class Rows(FieldList):
    """Rows under small plain numbers; other names that look like rows were made up by no browser."""

    def _extract_indices(self, prefix: str, formdata: Mapping[str, Any]) -> Iterator[int]:
        found = (ROW.match(name[len(prefix) :]) for name in formdata if name.startswith(prefix))
        return (int(number[1]) for number in found if number)


class EntryForm(Form):
    """Made by `entry_form`; one field a question, and the choice of tracks."""

    direction: DirectionRules

    @property
    def answers(self) -> dict[str, Any]:
        """Field code to what was typed; rows of people that are empty fall away."""
        return {
            field.code: _typed(field, self[PREFIX + field.code].data)
            for field in self.direction.form
            if PREFIX + field.code in self
        }

    @property
    def tracks(self) -> list[str]:
        chosen = (self[f"track_{slot}"].data for slot in range(1, self.direction.max_tracks + 1))
        return [_clean(code)[:LONGEST_CODE] for code in chosen if code]

    @property
    def codes(self) -> list[str]:
        """What is typed here: "tracks", and the fields of the rule-book."""
        return ["tracks", *(field.code for field in self.direction.form if PREFIX + field.code in self)]

    def fields_of(self, code: str) -> list[FormItem]:
        if code != "tracks":
            return [self[PREFIX + code]]
        return [self[f"track_{slot}"] for slot in range(1, self.direction.max_tracks + 1)]

    def field_of(self, code: str) -> FormItem:
        return self.fields_of(code)[0]

    def label_of(self, code: str) -> str:
        return str(self.field_of(code).label.text)

    def show_faults(self, faults: Mapping[str, Verdict]) -> None:
        named = {"tracks": "track_1"}
        super().show_faults({named.get(code, PREFIX + code): verdict for code, verdict in faults.items()})


def entry_form(
    direction: DirectionRules,
    draft: Mapping[str, Any],
    *,
    tracks: list[str],
    sent: MultiDict[str, str] | None,
    without: Collection[str] = (),
    one_more: str = "",
) -> EntryForm:
    """The form of a direction, filled with what was sent or with the draft.

    `without`: codes that are not asked for; `one_more`: the field of people that gets an empty row.
    """
    members: dict[str, Any] = {"direction": direction}
    for slot in range(1, direction.max_tracks + 1):
        members[f"track_{slot}"] = _track_field(direction, slot)
    for field in direction.form:
        if field.kind != "file" and field.code not in without:
            wanted = int(field.code == one_more)
            members[PREFIX + field.code] = _question(field, draft.get(field.code), more_rows=wanted)
    kind = type("EntryForm", (EntryForm,), members)
    values = {PREFIX + code: value for code, value in draft.items()}
    values |= {f"track_{slot}": code for slot, code in enumerate(tracks, start=1)}
    form: EntryForm = kind(sent, data=values)
    return form


def _track_field(direction: DirectionRules, slot: int) -> FormItem:
    choices = [SelectChoice(track.code, text(track.name)) for track in direction.tracks]
    marks = [Marked()] if slot <= direction.min_tracks else [Optional()]
    if direction.max_tracks == 1:
        return RadioField(_l("Track"), marks, choices=choices, validate_choice=False)
    label = _l("First preference") if slot == 1 else _l("Second preference")
    return SelectField(label, marks, choices=[NONE, *choices], validate_choice=False)


def _question(field: Field, standing: Any, *, more_rows: int = 0) -> FormItem:
    label, marks = text(field.label), [Marked()] if field.required or field.required_unless_overseas else []
    described = {"description": text(field.help) if field.help else ""}
    if field.kind == "people":
        rows = min(field.max_items or 1, max(len(standing or []), 1) + more_rows)
        person = FormField(PersonRow, label=_l("Person"))
        return Rows(person, label, min_entries=rows, max_entries=field.max_items, **described)
    if field.kind in ("choice", "yes_no", "region"):
        return _chosen(field, label, marks=marks, described=described)
    if field.kind == "long_text":
        return TextAreaField(label, [*marks, Length(max=LONGEST)], render_kw={"rows": 8}, **described)
    widget = {"date": DateInput(), "link": URLInput()}.get(field.kind)
    extra = {"widget": widget} if widget else {}
    return StringField(label, [*marks, Length(max=LONGEST)], **extra, **described)


def _chosen(field: Field, label: str, *, marks: list[Marked], described: dict[str, str]) -> FormItem:
    if field.kind == "yes_no":
        offered = [SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))]
    elif field.kind == "region":
        offered = [SelectChoice(code, name) for code, name in region_choices()]
    else:
        offered = [SelectChoice(option.code, text(option.label)) for option in field.options]
    if len(offered) <= FEW:
        return RadioField(label, marks, choices=offered, validate_choice=False, **described)
    return SelectField(label, marks, choices=[NONE, *offered], validate_choice=False, **described)


def _typed(field: Field, value: Any) -> Any:
    if field.kind != "people":
        return _clean(value) if isinstance(value, str) else (value or "")
    rows = ({name: _clean(part or "") for name, part in row.items()} for row in value)
    return [row for row in rows if any(row.values())]


def _clean(typed: str) -> str:
    """Without signs that no keyboard has, and that neither database, mail nor spreadsheet would keep."""
    return CONTROLS.sub("", typed).strip()


class StartForm(ConsentForm):
    """Who applies, in which direction; and what they agree to, since data is asked for from here on."""

    direction = RadioField(_l("Direction"), [Marked()])
    organisation = RadioField(_l("Organisation that applies"), [Marked()], validate_choice=False)
