"""Lists of the secretariat, paged by key: each page costs the same, however long the list is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from app.core.i18n import locale
from app.core.paging import SIZE, Page, page_of
from app.nominations.models import MemberCategory, Membership, Nomination, NominationState
from app.nominations.queries import with_names
from app.people.models import Organisation, Person
from app.people.organisations.rules import related_organisations
from app.programmes.models import Edition

Words = Mapping[str, Collection[NominationState]]


def words_of(edition: Edition, now: datetime) -> Words:
    """The states that each word of the list stands for: once nobody can answer any more, silence is no acceptance."""
    words: dict[str, Collection[NominationState]] = {each.value: (each,) for each in NominationState}
    if now >= edition.closes_at:
        words[NominationState.DECLINED] = (NominationState.DECLINED, *words.pop(NominationState.SENT))
    return words


def nominations_page(
    edition: Edition,
    person: Person,
    *,
    states: Collection[NominationState] = (),
    after: str = "",
    size: int = SIZE,
) -> Page[Nomination]:
    """Nominations of an edition, newest first; those of the reader's own organisation are not among them."""
    rows = _of_others(edition, person).options(*with_names())
    if states:
        rows = rows.where(Nomination.state.in_(states))
    return page_of(
        rows, order=(Nomination.id,), name=Nomination.public_id, after=after, size=size, newest_first=True
    )


def counts(edition: Edition, person: Person, words: Words) -> dict[str, int]:
    """How many nominations each word of the list stands for."""
    rows = _of_others(edition, person).with_only_columns(Nomination.state, sa.func.count())
    found = dict(iter(db.session.execute(rows.group_by(Nomination.state))))
    return {word: sum(found.get(each, 0) for each in states) for word, states in words.items()}


def _of_others(edition: Edition, person: Person) -> sa.Select[Nomination]:
    """The truth of `rules.sees_in_office`, in SQL."""
    own = related_organisations(person, clock.now())
    firm, individual = Nomination.nominee_organisation_id, Nomination.nominee_person_id
    return sa.select(Nomination).where(
        Nomination.edition_id == edition.id,
        sa.or_(firm.is_(None), firm.not_in(own)),
        sa.or_(individual.is_(None), individual != person.id),
    )


def memberships_page(
    *, category: str = "", words: str = "", after: str = "", size: int = SIZE
) -> Page[Membership]:
    """Members by the name that the reader sees."""
    rows = _members().options(joinedload(Membership.organisation), joinedload(Membership.person))
    if category in list(MemberCategory):
        rows = rows.where(Membership.category == category)
    if words.strip():
        rows = rows.where(_named(words.strip()))
    return page_of(rows, order=(_key(), Membership.id), name=Membership.public_id, after=after, size=size)


def _members() -> sa.Select[Membership]:
    return sa.select(Membership).outerjoin(Membership.organisation).outerjoin(Membership.person)


def _key() -> sa.ColumnElement[Any]:
    if locale() == "zh":
        return sa.func.coalesce(Organisation.sort_key, Person.sort_key)
    english = (sa.func.nullif(name, "") for name in (Organisation.name_en, Person.name_latin))
    return sa.func.lower(sa.func.coalesce(*english, Organisation.sort_key, Person.sort_key))


def _named(words: str) -> sa.ColumnElement[bool]:
    wanted = "".join(f"\\{char}" if char in "\\%_" else char for char in words[:100])
    names = (Organisation.name_zh, Organisation.name_en, Person.name_zh, Person.name_latin)
    return sa.or_(*(name.ilike(f"%{wanted}%", escape="\\") for name in names))
