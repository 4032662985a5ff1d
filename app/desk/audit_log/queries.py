"""Events of an edition, page by page, and what the things are called that they are about.

`to` is who reads, as `judging.queries.reader` says it: an entry or a nominee that they have a conflict of
interest with is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.audit.models import AuditEvent
from app.core.clock import BEIJING
from app.core.db import db
from app.core.paging import Page, page_of
from app.entries.conflicts.queries import VISIBLE
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, StageEntry
from app.nominations.models import Nomination
from app.people.models import Organisation, Person
from app.programmes.models import Edition, Stage
from app.results.rankings.models import Ranking

NO_NUMBER = sa.literal("")
CONFLICTED_NOMINEE = sa.or_(
    Nomination.nominee_organisation_id.in_(sa.bindparam("organisations", expanding=True)),
    Nomination.nominee_person_id == sa.bindparam("who"),
)
"""The truth of `nominations.rules.has_conflict`."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; empty is everything."""

    action: str = ""
    person: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What a thing is called; only entries have a number."""

    number: str
    name: Mapping[str, str]


def events_of(edition: Edition, wanted: Filter, *, after: str, to: dict[str, Any]) -> Page[AuditEvent]:
    """Events of an edition, the newest first. An event is known by its hash, which says nothing of the rest."""
    query = (
        sa.select(AuditEvent)
        .where(
            AuditEvent.edition_id == edition.id,
            AuditEvent.subject.not_in(_subjects_in_conflict(edition)),
            *_conditions(wanted),
        )
        .options(joinedload(AuditEvent.place))
    )
    return page_of(
        query, order=(AuditEvent.id,), name=AuditEvent.data, after=_bytes(after), newest_first=True, params=to
    )


def _bytes(text: str) -> bytes:
    """What a page named as its last row; nothing, where that is no hash."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def actors_of(events: Sequence[AuditEvent]) -> dict[str, Person]:
    """Who did these, by public id, in one query."""
    ids = {event.actor for event in events if event.actor}
    people = db.session.scalars(sa.select(Person).where(Person.public_id.in_(ids)))
    return {person.public_id: person for person in people}


def actions_of(edition: Edition) -> Sequence[str]:
    """The kinds of events that there were."""
    return db.session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.edition_id == edition.id).distinct()
    ).all()


def _conditions(wanted: Filter) -> Iterable[sa.ColumnElement[bool]]:
    if wanted.action:
        yield AuditEvent.action == wanted.action
    if wanted.person:
        yield AuditEvent.actor == wanted.person
    if wanted.first_day:
        yield AuditEvent.at >= _midnight(wanted.first_day)
    if wanted.last_day:
        yield AuditEvent.at < _midnight(wanted.last_day + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BEIJING)


def _subjects_in_conflict(edition: Edition) -> sa.CompoundSelect[str]:
    """How events name what the reader has a conflict of interest with: entries with all that is judged of
    them, and nominations."""
    in_conflict = sa.select(Entry.id).where(Entry.edition_id == edition.id, sa.not_(VISIBLE))
    candidacies = sa.select(Candidacy.id).where(Candidacy.entry_id.in_(in_conflict))
    in_stages = sa.select(StageEntry.id).where(StageEntry.candidacy_id.in_(candidacies))
    return sa.union_all(
        sa.select(sa.literal("entry:") + Entry.public_id).where(Entry.id.in_(in_conflict)),
        sa.select(sa.literal("candidacy:") + Candidacy.public_id).where(Candidacy.id.in_(candidacies)),
        sa.select(sa.literal("assignment:") + Assignment.public_id).where(
            Assignment.stage_entry_id.in_(in_stages)
        ),
        sa.select(sa.literal("nomination:") + Nomination.public_id).where(
            Nomination.edition_id == edition.id, CONFLICTED_NOMINEE
        ),
    )


def labels_of(events: Sequence[AuditEvent], *, to: Mapping[str, Any]) -> dict[str, Label]:
    """What the subjects of these events are called, in one query a kind."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        kind, _, public_id = event.subject.partition(":")
        wanted.setdefault(kind, set()).add(public_id)
    return {
        f"{kind}:{public_id}": Label(number, {"zh": zh, "en": en})
        for kind, statement in _statements().items()
        if kind in wanted
        for public_id, number, zh, en in _rows(statement, wanted[kind], to)
    }


def _rows(
    statement: sa.Select[Any, Any, Any, Any], ids: set[str], to: Mapping[str, Any]
) -> Sequence[sa.Row[Any, Any, Any, Any]]:
    key = statement.selected_columns[0]
    return db.session.execute(statement.where(key.in_(ids)), to).all()


def _statements() -> dict[str, sa.Select[Any, Any, Any, Any]]:
    """For each kind of subject: its public id, its number, and its name in each language."""
    entry = (Entry.number, Entry.title_zh, Entry.title_en)
    organisation = (NO_NUMBER, Organisation.name_zh, Organisation.name_en)
    stage = (NO_NUMBER, Stage.name["zh"].as_string(), Stage.name["en"].as_string())
    shown = sa.and_(Entry.submitted_at.is_not(None), VISIBLE)  # as `entries.rules.sees_entry`: no draft
    of_assignment = (
        sa.select(Assignment.public_id, *entry).join(Assignment.stage_entry).join(StageEntry.candidacy)
    )
    return {
        "entry": sa.select(Entry.public_id, *entry).where(shown),
        "candidacy": sa.select(Candidacy.public_id, *entry).join(Candidacy.entry).where(shown),
        "assignment": of_assignment.join(Candidacy.entry).where(shown),
        "person": sa.select(Person.public_id, NO_NUMBER, Person.name_zh, Person.name_latin),
        "organisation": sa.select(Organisation.public_id, *organisation),
        "nomination": sa.select(Nomination.public_id, *organisation).join(Nomination.nominee_organisation),
        "stage": sa.select(Stage.public_id, *stage),
        "ranking": sa.select(Ranking.public_id, *stage).join(Ranking.stage),
    }
