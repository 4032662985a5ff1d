"""A ranking as a page and a file show it: rows of columns instead of objects, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, has_conflict_in, reader
from app.entries.models import Candidacy, Entry
from app.judging.models import StageEntry
from app.judging.stages.queries import sheet_changes
from app.people.models import Organisation, Person
from app.programmes.models import Edition, Stage, Track
from app.programmes.rulebook import DirectionRules
from app.results.rankings.grouping import Grouping, grouping_of
from app.results.rankings.models import Ranking, RankingRow, TieDecision

PAGE = 100
KEY_LENGTH = 6

COLUMNS = (
    RankingRow.rank,
    RankingRow.position,
    RankingRow.score,
    RankingRow.yes,
    RankingRow.base,
    RankingRow.passed,
    RankingRow.reads,
    RankingRow.fell_back,
    RankingRow.tie_group,
    RankingRow.advances,
    RankingRow.tie_keys,
    RankingRow.track_id,
    Track.position.label("track_position"),
    Track.code.label("track_code"),
    Entry.public_id,
    Entry.number,
    Entry.title_zh,
    Entry.title_en,
    Entry.country_region,
    Organisation.name_zh.label("organisation_zh"),
    Organisation.name_en.label("organisation_en"),
    Person.name_zh.label("person_zh"),
    Person.name_latin.label("person_en"),
    StageEntry.public_id.label("stage_entry"),
)


@dataclass(frozen=True, slots=True)
class RankingView:
    """What one reader sees of one ranking; `track`: the code of one, "" for all.

    Whoever has a conflict of interest with an applicant of the edition (`has_conflict`) is not shown those entries,
    and is told no places: a gap would say where the hidden entry stands.
    """

    ranking: Ranking
    person: Person
    now: datetime
    scope: Grouping
    has_conflict: bool
    track: str = ""

    @property
    def by_track(self) -> bool:
        return self.scope.by_track

    @property
    def direction(self) -> DirectionRules:
        """The rules that the ranking was made under."""
        return self.ranking.rulebook_version.rulebook.direction(self.ranking.stage.direction.code)

    @property
    def of(self) -> _Of:
        return _Of(self.by_track, self.has_conflict, bool(self.track))

    @property
    def params(self) -> dict[str, Any]:
        return {**reader(self.person, self.now), "ranking": self.ranking.id, "track": self.track}


class _Of(NamedTuple):
    """What the statements differ by; each is built once, since building one takes as long as carrying it out."""

    by_track: bool
    has_conflict: bool
    one_track: bool

    @property
    def place(self) -> tuple[Any, ...]:
        """What rows are ordered and paged by."""
        return (Track.position, RankingRow.position) if self.by_track else (RankingRow.position,)

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(sa.bindparam(f"key_{n}", type_=sa.Integer) for n in range(len(self.place)))

    def rows(self, *columns: Any, entries: bool = False) -> sa.Select[Any]:
        """`entries`: with the entry and who applies, which the numbers alone need only where some are hidden."""
        found = sa.select(*columns).select_from(RankingRow).join(RankingRow.track)
        found = found.where(RankingRow.ranking_id == sa.bindparam("ranking"))
        if self.one_track:
            found = found.where(Track.code == sa.bindparam("track"))
        if entries or self.has_conflict:
            found = found.join(RankingRow.stage_entry).join(StageEntry.candidacy).join(Candidacy.entry)
            found = found.outerjoin(Entry.organisation).outerjoin(Entry.person)
        return found.where(VISIBLE) if self.has_conflict else found


@dataclass(frozen=True, slots=True)
class RankingPage:
    """Keys of the pages beside this one, "" where there is none; `beyond`: the first row of the next page."""

    rows: Sequence[Any]
    previous: str
    following: str
    beyond: Any = None


_GET = (
    sa.select(Ranking)
    .where(Ranking.public_id == sa.bindparam("public_id"))
    .options(
        joinedload(Ranking.stage).options(
            joinedload(Stage.edition).joinedload(Edition.programme), joinedload(Stage.direction)
        ),
        joinedload(Ranking.rulebook_version),
        joinedload(Ranking.run_by),
    )
)


def get_ranking(public_id: str) -> Ranking:
    ranking = db.session.scalar(_GET, {"public_id": public_id})
    if ranking is None:
        raise NotFound(public_id)
    return ranking


def ranking_view_of(ranking: Ranking, person: Person, now: datetime, *, track: str = "") -> RankingView:
    direction = ranking.rulebook_version.rulebook.direction(ranking.stage.direction.code)
    known = track if any(own.code == track for own in direction.tracks) else ""
    has_conflict = has_conflict_in(person, ranking.stage.edition, now)
    return RankingView(ranking, person, now, grouping_of(direction, ranking.stage.code), has_conflict, known)


def page_of(sight: RankingView, *, after: str = "", before: str = "", size: int = PAGE) -> RankingPage:
    """The rows after a key, or those before one; from the top where the key is none."""
    if key := _key(sight, before):
        found = _fetch(_before(sight.of), sight, key, size=size + 1)
        shown = found[:size][::-1]
        return RankingPage(
            shown, _written(sight, shown[:1]) if len(found) > size else "", _written(sight, shown[-1:])
        )
    key = _key(sight, after)
    found = _fetch(_after(sight.of) if key else _first(sight.of), sight, key, size=size + 1)
    shown, beyond = found[:size], next(iter(found[size:]), None)
    following = _written(sight, shown[-1:]) if beyond else ""
    return RankingPage(shown, _written(sight, shown[:1]) if key else "", following, beyond)


def _fetch(statement: sa.Select[Any], sight: RankingView, key: Sequence[int], *, size: int) -> list[Any]:
    named = {f"key_{n}": part for n, part in enumerate(key)}
    return list(db.session.execute(statement, {**sight.params, **named, "size": size}))


@cache
def _first(of: _Of) -> sa.Select[Any]:
    return _whole(of, of.rows(RankingRow.id), of.place)


@cache
def _after(of: _Of) -> sa.Select[Any]:
    return _whole(of, of.rows(RankingRow.id).where(sa.tuple_(*of.place) > sa.tuple_(*of.key)), of.place)


@cache
def _before(of: _Of) -> sa.Select[Any]:
    rows = of.rows(RankingRow.id).where(sa.tuple_(*of.place) < sa.tuple_(*of.key))
    return _whole(of, rows, tuple(part.desc() for part in of.place))


def _whole(of: _Of, rows: sa.Select[Any], order: Sequence[Any]) -> sa.Select[Any]:
    """All columns of so many rows: the page is cut out first, so that a hundred entries are looked up, not all."""
    cut = rows.order_by(*order).limit(sa.bindparam("size")).subquery()
    return of.rows(*COLUMNS, entries=True).where(RankingRow.id.in_(sa.select(cut.c.id))).order_by(*order)


def every_row(sight: RankingView) -> Sequence[Any]:
    """All rows in order, for a file."""
    rows = sight.of.rows(*COLUMNS, entries=True).order_by(*sight.of.place)
    return db.session.execute(rows, sight.params).all()


def _key(sight: RankingView, text: str) -> tuple[int, ...]:
    parts = text.split(".")
    fits = len(parts) == len(sight.of.place) and all(
        part.isdecimal() and len(part) <= KEY_LENGTH for part in parts
    )
    return tuple(int(part) for part in parts) if fits else ()


def _written(sight: RankingView, rows: Sequence[Any]) -> str:
    if not rows:
        return ""
    return f"{rows[0].track_position}.{rows[0].position}" if sight.by_track else str(rows[0].position)


@cache
def _distribution(of: _Of) -> sa.Select[Any]:
    share = sa.case((RankingRow.base > 0, RankingRow.yes * 100 // RankingRow.base), else_=0)
    value = sa.case((RankingRow.score.is_not(None), RankingRow.score // 100), else_=share).label("value")
    return of.rows(value, sa.func.count()).group_by(value).order_by(value)


def distribution(sight: RankingView) -> list[tuple[int, int]]:
    """Whole points (of a ballot: per cent of yes) and how many rows reached them, the lowest first."""
    return [(points, count) for points, count in db.session.execute(_distribution(sight.of), sight.params)]


def tied_rows(sight: RankingView, tie_group: int) -> Sequence[Any]:
    """The rows of one tie, by the number of their entry."""
    rows = sight.of.rows(*COLUMNS, entries=True).where(RankingRow.tie_group == tie_group)
    return db.session.execute(rows.order_by(Entry.number, Candidacy.slot), sight.params).all()


def find_decision(ranking: Ranking, tie_group: int) -> TieDecision | None:
    """What was decided or waits for a second person; not what was refused."""
    own = (
        TieDecision.ranking_id == ranking.id,
        TieDecision.tie_group == tie_group,
        TieDecision.refused_at.is_(None),
    )
    people = (joinedload(TieDecision.decided_by), joinedload(TieDecision.agreed_by))
    return db.session.scalar(sa.select(TieDecision).where(*own).options(*people))


def is_latest(ranking: Ranking) -> bool:
    """Whether no later run of its stage stands in its place."""
    return ranking.superseded_at is None


def is_current(ranking: Ranking) -> bool:
    """Whether no submitted sheet of the stage was reopened or left the result since."""
    stage = ranking.stage
    return ranking.sheet_changes == sheet_changes(stage.edition)[stage.id]
