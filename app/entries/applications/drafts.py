"""What is being typed: kept right or wrong, and merged where two people type at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.core import clock
from app.core.db import db
from app.core.draft_merging import Merged, Opened, merge
from app.core.errors import Conflict, enforce
from app.core.regions import REGIONS
from app.core.verdict import _
from app.entries.applications.queries import is_consented
from app.entries.editing_window import rules as editing_rules
from app.entries.fields.answer_checks import known, registered
from app.entries.models import Entry
from app.people.models import Person
from app.programmes.rulebook import DirectionRules

TITLES = {"title_zh": 300, "title_en": 600}  # the longest that is kept of each


def rules_of(entry: Entry) -> DirectionRules:
    """What the rule-book says of this entry's direction."""
    return entry.edition.rulebook.direction(entry.direction.code)


def registered_of(entry: Entry) -> dict[str, str]:
    """The answers that come from the register of organisations, by field."""
    return registered(rules_of(entry), entry.organisation)


def save_draft(
    *, entry: Entry, answers: Mapping[str, Any], tracks: Sequence[str], version: int, by: Person
) -> Entry:
    """Keep what was typed, right or wrong; `version` is the one the form was opened at."""
    lock(entry)
    enforce(editing_rules.may_save(by, entry, clock.now()) and is_consented(entry.edition, by))
    kept = known(rules_of(entry), answers)
    if entry.version != version:
        return _already_saved(entry, kept, list(tracks))
    return _keep(entry, kept, list(tracks))


def merge_draft(
    *, entry: Entry, answers: Mapping[str, Any], tracks: Sequence[str], opened: Opened, by: Person
) -> Merged:
    """Keep what was typed, beside what others of the applicant have typed since the form was opened: under "tracks"
    the tracks, under its code each answer. What both have changed stays as it stands until somebody chooses.
    """
    lock(entry)
    enforce(editing_rules.may_save(by, entry, clock.now()) and is_consented(entry.edition, by))
    mine = {**known(rules_of(entry), answers), "tracks": list(tracks)}
    theirs = {**entry.draft, "tracks": list(entry.tracks_draft)}
    merged = Merged({**theirs, **mine}) if opened.version == entry.version else merge(mine, theirs, opened)
    _keep(
        entry,
        {code: value for code, value in merged.values.items() if code != "tracks"},
        merged.values["tracks"],
    )
    return merged


def _keep(entry: Entry, answers: dict[str, Any], tracks: list[str]) -> Entry:
    entry.draft, entry.tracks_draft = answers | registered_of(entry), tracks
    if entry.submitted_at is None:
        name_entry(entry)
    entry.saved_at = clock.now()
    db.session.flush()
    return entry


def lock(entry: Entry) -> None:
    """Hold the row until the transaction ends: whoever comes second compares with what stands, not with what stood."""
    db.session.refresh(entry, with_for_update={"of": Entry})


def _already_saved(entry: Entry, kept: dict[str, Any], tracks: list[str]) -> Entry:
    """The very same text is no conflict: the twin of this request saved it."""
    if (kept, tracks) != (entry.draft, entry.tracks_draft):
        raise Conflict(
            _("This draft was saved elsewhere after you opened it."),
            mine={"tracks": tracks, **kept},
            theirs={"tracks": entry.tracks_draft, **entry.draft},
        )
    return entry


def name_entry(entry: Entry) -> None:
    """What lists, judges and winners' pages call it: once submitted, as it was then, whatever the draft says since."""
    entry.title_zh, entry.title_en = (str(entry.draft.get(key, ""))[:most] for key, most in TITLES.items())
    entry.country_region = own_region(entry)


def own_region(entry: Entry) -> str:
    """An organisation's is registered; a person's is what they answer, since it is asked for nowhere else."""
    if entry.organisation_id is not None:
        return entry.country_region
    asked: Iterator[str | None] = (
        entry.draft.get(field.code) for field in rules_of(entry).form if field.kind == "region"
    )
    return next((code for code in asked if code and code in REGIONS), entry.country_region)
