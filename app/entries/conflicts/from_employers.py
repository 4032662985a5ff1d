"""Conflicts of interest that follow from where judges work, have worked or act, without anybody declaring them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.entries.models import Entry
from app.people.models import FormerEmployment, Person, Representation

Pairs = sa.Select[int, int]
"""(judge, entry) ids."""


def from_employers(judge_ids: Sequence[int], entry_ids: Sequence[int]) -> tuple[Pairs, ...]:
    """The pairs, as `rules.is_of_own_organisation` finds one: employer, a former one, representation, own entry."""
    judges, entries = Person.id.in_(judge_ids), Entry.id.in_(entry_ids)
    employed = (
        sa.select(Person.id, Entry.id)
        .join(Entry, Entry.organisation_id == Person.employer_id)
        .where(judges, entries)
    )
    former = (
        sa.select(FormerEmployment.person_id, Entry.id)
        .join(Entry, Entry.organisation_id == FormerEmployment.organisation_id)
        .where(FormerEmployment.person_id.in_(judge_ids), entries)
    )
    acting = (
        sa.select(Representation.person_id, Entry.id)
        .join(Entry, Entry.organisation_id == Representation.organisation_id)
        .where(Representation.person_id.in_(judge_ids), entries, Representation.until.is_(None))
    )
    own = sa.select(Person.id, Entry.id).join(Entry, Entry.person_id == Person.id).where(judges, entries)
    return employed, former, acting, own
