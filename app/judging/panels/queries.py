"""Who sits where, and how much they have to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, subqueryload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, ConflictOfInterest
from app.judging.models import Assignment, Panel, PanelMember, ScoreSheet, SheetState, StageEntry
from app.people.models import Person, Role, RoleGrant
from app.programmes.models import Edition, Stage

RELEASED = (
    sa.exists()
    .where(
        Assignment.stage_entry_id == StageEntry.id,
        StageEntry.candidacy_id == Candidacy.id,
        StageEntry.stage_id == Panel.stage_id,
        Assignment.judge_id == PanelMember.judge_id,
        Assignment.released_by_id.is_not(None),
        Assignment.recused_at >= PanelMember.added_at,
        ~sa.exists().where(
            ConflictOfInterest.person_id == Assignment.judge_id,
            ConflictOfInterest.entry_id == Candidacy.entry_id,
        ),
    )
    .correlate(Panel, PanelMember)
)
"""Whether the secretariat has released the member from an entry since they were added to the panel, and not over a
conflict of interest with that entry: they take no further ones."""
STAYS = sa.and_(PanelMember.left_at.is_(None), ~RELEASED)
"""Whether the member can be given more to read."""


def panels_of(stage: Stage) -> Sequence[Panel]:
    """The panels of a stage with the people who sit on them now."""
    return (
        db.session.scalars(
            sa.select(Panel)
            .outerjoin(Panel.members.and_(PanelMember.left_at.is_(None)))
            .outerjoin(PanelMember.judge)
            .where(Panel.stage_id == stage.id)
            .options(contains_eager(Panel.members).contains_eager(PanelMember.judge), joinedload(Panel.track))
            .order_by(Panel.id, Person.sort_key, Person.email)
            .execution_options(populate_existing=True)  # a panel read before may hold people who have left
        )
        .unique()
        .all()
    )


def can_take_more(stage: Stage) -> set[tuple[int, int]]:
    """(panel, judge) ids of the members who can be given more to read."""
    members = (
        sa.select(Panel.id, PanelMember.judge_id)
        .join(PanelMember.panel)
        .where(Panel.stage_id == stage.id, STAYS)
    )
    return {(panel, judge) for panel, judge in db.session.execute(members)}


Past = dict[int, list[tuple[Person, bool]]]
"""Panel id to people who take no more entries there, each with whether they have left it."""


def past_members(stage: Stage) -> Past:
    """Who was released from entries or has left, panel by panel, by name."""
    rows = db.session.execute(
        sa.select(PanelMember.panel_id, Person, PanelMember.left_at.is_not(None))
        .join(PanelMember.panel)
        .join(PanelMember.judge)
        .where(Panel.stage_id == stage.id, sa.not_(STAYS))
        .order_by(Person.sort_key, Person.email)
    )
    found: Past = {}
    for panel_id, judge, has_left in rows:
        found.setdefault(panel_id, []).append((judge, has_left))
    return found


def count_members(stage: Stage) -> int:
    """How many people have a place on a panel of the stage now."""
    members = sa.select(sa.func.count(PanelMember.judge_id.distinct())).join(PanelMember.panel)
    return db.session.scalar(members.where(Panel.stage_id == stage.id, PanelMember.left_at.is_(None))) or 0


def committee_of(stage: Stage) -> set[int]:
    """Ids of the people who sit on the stage's committee now."""
    return set(db.session.scalars(_committee(stage)))


def electorate_of(stage: Stage) -> set[int]:
    """Of these, who is a judge of the edition now: only they can vote, and only they count for the quorum."""
    now = clock.now()
    is_judge = sa.exists().where(
        RoleGrant.person_id == PanelMember.judge_id,
        RoleGrant.edition_id == stage.edition_id,
        RoleGrant.role == Role.JUDGE,
        RoleGrant.starts_at <= now,
        now < RoleGrant.ends_at,
    )
    return set(db.session.scalars(_committee(stage).where(is_judge, Person.disabled_at.is_(None))))


def _committee(stage: Stage) -> sa.Select[int]:
    return (
        sa.select(PanelMember.judge_id)
        .join(PanelMember.panel)
        .join(PanelMember.judge)
        .where(Panel.stage_id == stage.id, Panel.track_id.is_(None), PanelMember.left_at.is_(None))
    )


def judges_of(edition: Edition) -> Sequence[Person]:
    """Everybody who is or was a judge of the edition, by name."""
    return db.session.scalars(
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.edition_id == edition.id, RoleGrant.role == Role.JUDGE)
        .options(joinedload(Person.employer), subqueryload(Person.grants))
        .order_by(Person.sort_key, Person.email)
    ).all()


def get_panel(public_id: str, judge_id: str) -> tuple[Panel, Person]:
    """A panel and a person who sits on it."""
    row = db.session.execute(
        sa.select(Panel, Person)
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .join(Person, Person.id == PanelMember.judge_id)
        .where(Panel.public_id == public_id, Person.public_id == judge_id, PanelMember.left_at.is_(None))
        .options(joinedload(Panel.stage))
    ).one_or_none()
    if row is None:
        raise NotFound(public_id)
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Load:
    """What one judge reads, and how many of the sheets were submitted."""

    entries: int = 0
    sent: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.entries + other.entries, self.sent + other.sent)


class Loads(dict[tuple[int, int], Load]):
    """(judge, track) ids to the load of the track."""

    def of(self, judge_id: int, track_id: int | None = None) -> Load:
        """In one track, or in the whole stage."""
        if track_id is not None:
            return self.get((judge_id, track_id), Load())
        return sum((load for (judge, _track), load in self.items() if judge == judge_id), Load())

    @property
    def total(self) -> Load:
        return sum(self.values(), Load())


def loads_of(stage: Stage, *, to: Person) -> Loads:
    """What every judge reads in each track, of what the reader may see."""
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SUBMITTED, 1), else_=0))
    rows = db.session.execute(
        sa.select(Assignment.judge_id, Candidacy.track_id, sa.func.count(Assignment.id), sent)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(StageEntry.stage_id == stage.id, Assignment.recused_at.is_(None), VISIBLE)
        .group_by(Assignment.judge_id, Candidacy.track_id),
        reader(to, clock.now()),
    )
    return Loads({(judge, track): Load(int(count), int(done or 0)) for judge, track, count, done in rows})
