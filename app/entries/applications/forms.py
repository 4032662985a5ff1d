"""The shape of the application form, built from the rule-book; whether answers can stand is for `fields/`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field as FormItem
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.consents.forms import ConsentForm
from app.core.forms import Form, Marked
from app.core.i18n import text
from app.core.verdict import Verdict
from app.entries.fields.field_kind import clean
from app.entries.fields.options import NONE
from app.entries.fields.registry import KINDS
from app.programmes.rulebook import DirectionRules

PREFIX = "q_"
LONGEST_CODE = 64


class EntryForm(Form):
    """Made by `entry_form`; one field a question, and the choice of tracks."""

    direction: DirectionRules

    @property
    def answers(self) -> dict[str, Any]:
        """Field code to what was typed; rows of people that are empty fall away."""
        return {
            field.code: KINDS[field.kind].typed(self[PREFIX + field.code].data)
            for field in self.direction.form
            if PREFIX + field.code in self
        }

    @property
    def tracks(self) -> list[str]:
        chosen = (self[f"track_{slot}"].data for slot in range(1, self.direction.max_tracks + 1))
        return [clean(code)[:LONGEST_CODE] for code in chosen if code]

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
        if not field.is_document and field.code not in without:
            members[PREFIX + field.code] = KINDS[field.kind].form_item(
                field, standing=draft.get(field.code), one_more=field.code == one_more
            )
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


class StartForm(ConsentForm):
    """Who applies, in which direction; and what they agree to, since data is asked for from here on."""

    direction = RadioField(_l("Direction"), [Marked()])
    organisation = RadioField(_l("Organisation that applies"), [Marked()], validate_choice=False)
