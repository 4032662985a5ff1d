"""People, one a row: a name in Chinese or in Latin letters, and a post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field as FormItem
from wtforms import FieldList, FormField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import Length

from app.core.forms import Uncut
from app.core.verdict import Verdict, _, need
from app.entries.fields.field_kind import FieldKind, Story, asked, clean
from app.programmes.rulebook import Field

ROW = re.compile(r"-([0-9]{1,4})-")


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


class PeopleKind(FieldKind):
    def form_item(self, field: Field, *, standing: Any = None, one_more: bool = False) -> FormItem:
        """The whole list is marked by its first row and not by itself."""
        rows = min(field.max_items or 1, max(len(standing or []), 1) + one_more)
        person = FormField(PersonRow, label=_l("Person"))
        shape = asked(field) | {"validators": None}
        return Rows(person, **shape, min_entries=rows, max_entries=field.max_items)

    def typed(self, value: Any) -> list[dict[str, str]]:
        """Rows that are empty fall away."""
        rows = ({name: clean(part or "") for name, part in row.items()} for row in value)
        return [row for row in rows if any(row.values())]

    def check(self, field: Field, value: Any) -> Verdict:
        if not _is_list(value):
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

    def as_text(self, field: Field, value: Any) -> str:
        """People stand a line each."""
        if not _is_list(value):
            return super().as_text(field, value)
        return "\n".join(", ".join(part for part in person.values() if part) for person in value)

    def as_html(self, field: Field, value: Any) -> Markup:
        if not _is_list(value):
            return super().as_html(field, value)
        people = Markup("").join(_item(person) for person in value)
        return Markup('<ol class="plain-list">{}</ol>').format(people)

    def made_up(self, _field: Field, story: Story) -> list[dict[str, str]]:
        """The applicant alone."""
        return [{"name_zh": story.facts["person_zh"], "name_latin": story.facts["person_latin"], "post": ""}]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and all(isinstance(person, Mapping) for person in value)


def _item(person: Mapping[str, str]) -> Markup:
    names = " · ".join(name for name in (person.get("name_zh"), person.get("name_latin")) if name)
    post = Markup(", <bdi>{}</bdi>").format(person["post"]) if person.get("post") else ""
    return Markup("<li><bdi>{}</bdi>{}</li>").format(names, post)


KIND = PeopleKind()
