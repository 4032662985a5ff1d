"""A rule-book: one programme in one year, as data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import StringConstraints, model_validator

from app.core.errors import NotFound
from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.direction import DirectionRules, TrackRules
from app.programmes.rulebook.notice import ConsentText, Notice, Objections
from app.programmes.rulebook.part import (
    INFORMATION,
    Checks,
    Complaint,
    Part,
    complaint,
    named,
    repeated,
    repeats,
)
from app.programmes.rulebook.paths import leads_somewhere
from app.programmes.rulebook.setting import Setting, with_dates
from app.programmes.rulebook.stages import StageRules
from app.programmes.rulebook.values import Code, Flag, Positive, gained
from app.programmes.rulebook.window import Window

NOTHING_THERE = _(
    "nothing in this rule-book stands at “%(path)s”; items of a list go by their codes, as in directions.projects.form."
)


class RuleBook(Part):
    schema_version: Literal[1]
    """The version of this format."""
    programme: Code
    """The programme's own code, the same every year; it stands in addresses."""
    year: Positive
    """With the programme it names the edition."""
    demonstration: Flag = False
    """Every page of the edition says that it is a demonstration."""
    name: Text
    """What pages and letters call the programme."""
    short_name: Text
    """The name where room is short."""
    summary: Text
    """One or two sentences under the name."""
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}-\d{4}$")]
    """What numbers of entries begin with: capital letters, a hyphen and the year, such as STW-2024."""
    window: Window
    """When applications are taken. No stage but screening may begin before it closes."""
    publish_scores: Flag = False
    """Whether the published winners carry the score that decided."""
    publication_order: Literal["alphabetical", "rank"] = "alphabetical"
    """The order of the winners inside a tier."""
    struck_places: Literal["next", "vacant"] = gained("next")
    """Whether the next entry moves up where one was struck after it was ranked, or its place stays vacant."""
    without_consent: Literal["name_withheld", "place_vacant"] = gained("name_withheld")
    """What is published of an entry whose applicant does not consent to publication, or does no more. It says
    something only where `consents` asks for publication: else nobody is asked, and names are published."""
    notice: Notice = Notice()
    """The days in which the list of winners stands for everybody to see before it is final."""
    objections: Objections
    """How long what is published can be disputed, and where."""
    overseas_note: Annotated[Text | None, INFORMATION] = None
    """What applicants from overseas are told."""
    consents: tuple[ConsentText, ...]
    """What applicants agree to; `processing` is needed. Without `publication` names are published unasked."""
    settings: tuple[Setting, ...] = ()
    """Questions that the organiser's texts leave open; a day of a form depends on each."""
    directions: tuple[DirectionRules, ...]
    """Who may apply, by which form, how they are judged and what they can win; at least one."""
    examples: Annotated[tuple[str, ...], INFORMATION] = ()
    """Paths of what no public text states: pages say "example, set by the organiser" there. An item of a list goes by
    its code: `window.closes`, `directions.projects.form`."""

    @model_validator(mode="before")
    @classmethod
    def _resolve(cls, raw: Any) -> Any:
        return with_dates(raw) if isinstance(raw, dict) else raw

    def direction(self, code: str) -> DirectionRules:
        return named(self.directions, code)

    def track(self, code: str) -> TrackRules:
        """Track codes are unique in the whole book."""
        return self.direction_of(code).track(code)

    def direction_of(self, track: str) -> DirectionRules:
        for direction in self.directions:
            if any(own.code == track for own in direction.tracks):
                return direction
        raise NotFound(track)

    def stage(self, code: str, direction: str | None = None) -> StageRules:
        """A stage by its code; where two directions share the code, the direction says which."""
        if direction is not None:
            return self.direction(direction).stage(code)
        found = [stage for own in self.directions for stage in own.stages if stage.code == code]
        if len(found) > 1:
            raise LookupError(f"several directions have a stage {code}: name the direction")
        return named(found, code)

    def setting(self, code: str) -> bool:
        return named(self.settings, code).value

    def consent(self, purpose: str) -> ConsentText | None:
        return next((consent for consent in self.consents if consent.purpose == purpose), None)

    def is_example(self, path: str) -> bool:
        """Whether the value at this path is our example, by itself or as part of a larger one."""
        parts = (path == example or path.startswith(f"{example}.") for example in self.examples)
        return self.is_unsaid(path) or any(parts)

    def is_unsaid(self, path: str) -> bool:
        """Whether it is a key that the format gained later and that nobody set."""
        field = type(self).model_fields.get(path)
        return field is not None and field.exclude_if is not None and field.exclude_if(getattr(self, path))

    def checks(self) -> Checks:
        return (
            self._directions,
            self._settings,
            self._consents,
            self._examples,
            self._tracks,
            self._dates,
            self._windows,
            self._prefix,
        )

    def _directions(self) -> Iterator[Complaint]:
        yield from repeats("directions", self.directions)
        if not self.directions:
            yield complaint(("directions",), _("a rule-book needs at least one direction."))

    def _prefix(self) -> Iterator[Complaint]:
        if not self.number_prefix.endswith(f"-{self.year}"):
            yield complaint(("number_prefix",), _("it must end with the year, %(year)s."), year=self.year)

    def _consents(self) -> Iterator[Complaint]:
        purposes = [consent.purpose for consent in self.consents]
        if "processing" not in purposes:
            yield complaint(("consents",), _("the consent to processing is missing."))
        for place, purpose in repeated(purposes):
            yield complaint(("consents", place), _("a second consent for “%(purpose)s”."), purpose=purpose)

    def _examples(self) -> Iterator[Complaint]:
        for place, path in enumerate(self.examples):
            if not leads_somewhere(self, path):
                yield complaint(("examples", place), NOTHING_THERE, path=path)

    def _tracks(self) -> Iterator[Complaint]:
        spots = [
            (d, t, track.code) for d, own in enumerate(self.directions) for t, track in enumerate(own.tracks)
        ]
        for place, code in repeated([code for _d, _t, code in spots]):
            direction, track, _code = spots[place]
            if not any(spot[0] == direction and spot[2] == code for spot in spots[:place]):
                where = ("directions", direction, "tracks", track, "code")
                yield complaint(where, _("another direction has a track “%(code)s”."), code=code)

    def _settings(self) -> Iterator[Complaint]:
        yield from repeats("settings", self.settings)
        fields = [field for direction in self.directions for field in direction.form]
        asked = {field.earliest_by.setting for field in fields if field.earliest_by}
        for place, setting in enumerate(self.settings):
            if setting.code not in asked and asked <= {setting.code for setting in self.settings}:
                where = ("settings", place, "value")
                yield complaint(where, _("no day of a form depends on this setting, so it decides nothing."))

    def _dates(self) -> Iterator[Complaint]:
        known = {setting.code for setting in self.settings}
        for place, direction in enumerate(self.directions):
            for spot, field in enumerate(direction.form):
                if field.earliest_by and field.earliest_by.setting not in known:
                    where = ("directions", place, "form", spot, "earliest_by", "setting")
                    yield complaint(
                        where, _("no setting is called “%(code)s”."), code=field.earliest_by.setting
                    )

    def _windows(self) -> Iterator[Complaint]:
        """Nothing is judged while applications still come in; screening may begin before."""
        stages = chain.from_iterable(
            ((place, spot, stage) for spot, stage in enumerate(direction.stages))
            for place, direction in enumerate(self.directions)
        )
        for place, spot, stage in stages:
            if stage.kind != "screening" and stage.window and stage.window.opens < self.window.closes:
                where = ("directions", place, "stages", spot, "window", "opens")
                yield complaint(where, _("its window overlaps the application window, which is still open."))
