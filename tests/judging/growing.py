"""Rounds as large as one likes, written straight into the tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import db, new_public_id
from app.entries.models import Candidacy, Entry, Submission
from app.judging.models import Assignment, Panel, PanelMember, StageEntry
from app.people.models import Organisation, Person, Role, RoleGrant
from tests.judging.conftest import ROUND
from tests.results.conftest import Contest

_numbers = itertools.count(1)


def _insert(model: type[Any], rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of the new rows, in order."""
    found = db.session.scalars(sa.insert(model).returning(model.id, sort_by_parameter_order=True), rows)
    return list(found)


def grow(contest: Contest, judge: Person, count: int) -> None:
    """So many more entries in the round, each of a firm of its own and given to this judge."""
    now, stage = contest.clock.now, contest.stage(ROUND)
    numbers = [next(_numbers) for _ in range(count)]
    firms = _insert(Organisation, [_firm(n, now) for n in numbers])
    entries = _insert(Entry, [_entry(contest, n, firm) for n, firm in zip(numbers, firms, strict=True)])
    submissions = [
        {
            "entry_id": entry,
            "number": 1,
            "answers": {},
            "tracks": [],
            "sha256": "0" * 64,
            "submitted_at": now,
            "submitted_by_id": judge.id,
        }
        for entry in entries
    ]
    _insert(Submission, submissions)
    track = contest.edition.tracks[0].id
    chosen = [
        {"public_id": new_public_id(), "entry_id": entry, "track_id": track, "slot": 1} for entry in entries
    ]
    inside = [
        {"public_id": new_public_id(), "stage_id": stage.id, "candidacy_id": candidacy, "added_at": now}
        for candidacy in _insert(Candidacy, chosen)
    ]
    given = [
        {
            "public_id": new_public_id(),
            "stage_entry_id": row,
            "judge_id": judge.id,
            "assigned_at": now,
            "assigned_by_id": contest.officer.id,
        }
        for row in _insert(StageEntry, inside)
    ]
    _insert(Assignment, given)
    db.session.commit()
    db.session.expire_all()


def _firm(number: int, now: datetime) -> dict[str, Any]:
    name = f"Grown firm {number}"
    return {
        "public_id": new_public_id(),
        "name_en": name,
        "sort_key": name,
        "country_region": "CN",
        "created_at": now,
    }


def _entry(contest: Contest, number: int, firm: int) -> dict[str, Any]:
    now = contest.clock.now
    return {
        "public_id": new_public_id(),
        "edition_id": contest.edition.id,
        "number": f"GROWN-{number:06d}",
        "direction_id": contest.edition.directions[0].id,
        "organisation_id": firm,
        "created_by_id": contest.officer.id,
        "created_at": now,
        "saved_at": now,
        "state": "submitted",
        "submitted_at": now,
        "draft": {},
        "tracks_draft": [],
        "country_region": "CN",
        "title_en": f"Grown {number}",
    }


def add_members(contest: Contest, panel: Panel, count: int) -> None:
    """So many more judges of the edition with a seat on the panel."""
    now = contest.clock.now
    people = _insert(Person, [_person(next(_numbers), now) for _ in range(count)])
    grant = {"role": Role.JUDGE, "edition_id": contest.edition.id, "starts_at": now}
    ends_at = now.replace(year=now.year + 1)
    grants = [
        {**grant, "public_id": new_public_id(), "person_id": each, "ends_at": ends_at} for each in people
    ]
    _insert(RoleGrant, grants)
    _insert(PanelMember, [{"panel_id": panel.id, "judge_id": each, "added_at": now} for each in people])
    db.session.commit()
    db.session.expire_all()


def _person(number: int, now: datetime) -> dict[str, Any]:
    name = f"Grown {number:06d}"
    return {
        "public_id": new_public_id(),
        "email": f"grown{number}@example.test",
        "name_latin": name,
        "sort_key": name,
        "locale": "en",
        "created_at": now,
        "verified_at": now,
    }
