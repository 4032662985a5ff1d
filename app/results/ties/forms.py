"""The forms that decide a tie, and that send such a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form
from app.core.verdict import Verdict, _

PLACE = "place_"
LONGEST = 2000


class TieForm(Form):
    """Made by `tie_form`: a place for each tied entry, how the panel decided, and that it did."""

    reason = TextAreaField(
        _l("How the panel decided"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("It stands on record beside the order, such as the votes for each."),
    )
    sure = BooleanField(
        _l("The panel has decided this order. It stays on record with this run of the ranking."),
        [InputRequired()],
    )

    @property
    def _places(self) -> list[Field]:
        return [field for name, field in self._fields.items() if name.startswith(PLACE)]

    @property
    def order(self) -> list[str]:
        """Identifiers of the stage entries, the best first."""
        places = {field.name.removeprefix(PLACE): int(field.data) for field in self._places}
        return sorted(places, key=lambda name: places[name])

    def validate(self, extra_validators: Any = None) -> bool:
        fits = super().validate(extra_validators)
        chosen = [field.data for field in self._places]
        twice = [field for field in self._places if chosen.count(field.data) > 1]
        for field in twice if fits else ():
            self.show_faults({field.name: Verdict(False, _("Give each place once."))})
        return fits and not twice


def tie_form(stage_entries: Sequence[str], titles: Sequence[str]) -> TieForm:
    """`titles`: what each of the tied entries is called."""
    places = [str(place) for place in range(1, len(stage_entries) + 1)]
    members: dict[str, Any] = {
        PLACE + name: SelectField(title, choices=places, default=place)
        for name, title, place in zip(stage_entries, titles, places, strict=True)
    }
    form: TieForm = type("TieForm", (TieForm,), members)()
    return form


class TieReturnForm(Form):
    reason = TextAreaField(
        _l("Why you do not agree"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("The officer reads this."),
    )
