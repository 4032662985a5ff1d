"""Leaves of an edition, page by page, and what the things are called that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Organisation, Person
from app.audit.models import AuditLeaf
from app.core.clock import BEIJING
from app.core.db import db
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, StageEntry
from app.nominations.models import Nomination
from app.programmes.models import Edition, Stage
from app.results.models import Ranking

PAGE = 50
Label = Mapping[str, str] | str


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; empty is everything."""

    action: str = ""
    person: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    leaves: Sequence[AuditLeaf]
    older: str | None
    """The hash of the leaf after which the next page begins."""


def page_of(edition: Edition, wanted: Filter, *, after: str) -> Page:
    """The leaves of an edition, the newest first. A leaf is known by its hash, which says nothing of the rest."""
    query = sa.select(AuditLeaf).where(AuditLeaf.edition_id == edition.id, *_conditions(wanted))
    if after and (last := _find(after)) is not None:
        query = query.where(AuditLeaf.id < last)
    found = db.session.scalars(
        query.order_by(AuditLeaf.id.desc())
        .limit(PAGE + 1)
        .options(joinedload(AuditLeaf.actor), joinedload(AuditLeaf.place))
    ).all()
    return Page(found[:PAGE], found[PAGE - 1].data.hex() if len(found) > PAGE else None)


def actions_of(edition: Edition) -> Sequence[str]:
    """The kinds of deeds that there were."""
    return db.session.scalars(
        sa.select(AuditLeaf.action).where(AuditLeaf.edition_id == edition.id).distinct()
    ).all()


def _find(data: str) -> int | None:
    try:
        return db.session.scalar(sa.select(AuditLeaf.id).where(AuditLeaf.data == bytes.fromhex(data)))
    except ValueError:
        return None


def _conditions(wanted: Filter) -> Iterable[sa.ColumnElement[bool]]:
    if wanted.action:
        yield AuditLeaf.action == wanted.action
    if wanted.person:
        yield AuditLeaf.actor.has(Person.public_id == wanted.person)
    if wanted.first_day:
        yield AuditLeaf.at >= _midnight(wanted.first_day)
    if wanted.last_day:
        yield AuditLeaf.at < _midnight(wanted.last_day + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BEIJING)


def labels_of(leaves: Sequence[AuditLeaf]) -> dict[str, Label]:
    """What the subjects of these leaves are called, in one query a kind."""
    wanted: dict[str, set[str]] = {}
    for leaf in leaves:
        kind, _, public_id = leaf.subject.partition(":")
        wanted.setdefault(kind, set()).add(public_id)
    return {
        f"{kind}:{public_id}": label
        for kind, statement in _statements().items()
        if kind in wanted
        for public_id, label in _named(statement, wanted[kind])
    }


def _named(statement: sa.Select[Any], ids: set[str]) -> Iterable[tuple[str, Label]]:
    key = statement.selected_columns[0]
    for row in db.session.execute(statement.where(key.in_(ids))):
        public_id, *names = tuple(row)
        if len(names) == 2:
            yield public_id, {"zh": names[0] or names[1], "en": names[1] or names[0]}
        elif names[0]:
            yield public_id, names[0]


def _statements() -> dict[str, sa.Select[Any]]:
    """For each kind of subject: its public id, then one name, or a name in each language."""
    of_assignment = (
        sa.select(Assignment.public_id, Entry.number)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
    )
    return {
        "entry": sa.select(Entry.public_id, Entry.number),
        "candidacy": sa.select(Candidacy.public_id, Entry.number).join(Candidacy.entry),
        "assignment": of_assignment,
        "person": sa.select(Person.public_id, Person.name_zh, Person.name_latin),
        "organisation": sa.select(Organisation.public_id, Organisation.name_zh, Organisation.name_en),
        "nomination": sa.select(Nomination.public_id, Organisation.name_zh, Organisation.name_en).join(
            Nomination.nominee_organisation
        ),
        "stage": sa.select(Stage.public_id, Stage.name["zh"].as_string(), Stage.name["en"].as_string()),
        "ranking": sa.select(
            Ranking.public_id, Stage.name["zh"].as_string(), Stage.name["en"].as_string()
        ).join(Ranking.stage),
    }
