"""A ranking as a page and a file show it: rows of columns instead of objects, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Organisation, Person
from app.core.db import db
from app.core.errors import NotFound
from app.entries.models import Candidacy, Entry
from app.judging.models import StageEntry
from app.programmes.models import Edition, Stage, Track
from app.results.models import Ranking, RankingRow, TieDecision
from app.results.reading.ties import visible_to

PAGE = 100
KEY_LENGTH = 12

COLUMNS = (
    RankingRow.rank, RankingRow.position, RankingRow.score, RankingRow.yes, RankingRow.base, RankingRow.passed,
    RankingRow.reads, RankingRow.fell_back, RankingRow.tie_group, RankingRow.advances, RankingRow.tie_keys,
    RankingRow.track_id, Track.position.label("track_position"), Entry.public_id, Entry.number, Entry.title_zh,
    Entry.title_en, Entry.country_region, Organisation.name_zh.label("organisation_zh"),
    Organisation.name_en.label("organisation_en"), Person.name_zh.label("person_zh"),
    Person.name_latin.label("person_en"), StageEntry.public_id.label("stage_entry"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """One reader's sight of one ranking; `by_track`: it ranks within tracks. `track`: the code of one, "" for all."""

    ranking: Ranking
    person: Person
    now: datetime
    by_track: bool
    track: str = ""

    @property
    def place(self) -> tuple[Any, Any]:
        """What rows are ordered and paged by."""
        return (Track.position if self.by_track else sa.literal(0)), RankingRow.position

    def rows(self, *columns: Any) -> sa.Select[Any]:
        found = (
            sa.select(*columns)
            .select_from(RankingRow)
            .join(RankingRow.stage_entry)
            .join(StageEntry.candidacy)
            .join(Candidacy.entry)
            .join(RankingRow.track)
            .where(RankingRow.ranking_id == self.ranking.id, visible_to(self.person, self.now))
        )
        return found.where(Track.code == self.track) if self.track else found


@dataclass(frozen=True, slots=True)
class Page:
    """Keys of the pages beside this one, "" where there is none."""

    rows: Sequence[Any]
    previous: str
    following: str


def get_ranking(public_id: str) -> Ranking:
    ranking = db.session.scalar(
        sa.select(Ranking)
        .where(Ranking.public_id == public_id)
        .options(
            joinedload(Ranking.stage).options(
                joinedload(Stage.edition).joinedload(Edition.programme), joinedload(Stage.direction)
            ),
            joinedload(Ranking.rulebook_version),
            joinedload(Ranking.run_by),
        )
    )
    if ranking is None:
        raise NotFound(public_id)
    return ranking


def page_of(view: View, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """The rows after a key, or those before one; from the top where the key is none."""
    place = sa.tuple_(*view.place)
    if (key := _key(before)) is not None:
        rows = _all(view).where(place < sa.tuple_(*key)).order_by(*(part.desc() for part in view.place))
        found = list(db.session.execute(rows.limit(size + 1)))
        shown = found[:size][::-1]
        return Page(shown, _written(view, shown[:1]) if len(found) > size else "", _written(view, shown[-1:]))
    rows = _all(view).order_by(*view.place)
    if (key := _key(after)) is not None:
        rows = rows.where(place > sa.tuple_(*key))
    found = list(db.session.execute(rows.limit(size + 1)))
    shown = found[:size]
    following = _written(view, shown[-1:]) if len(found) > size else ""
    return Page(shown, _written(view, shown[:1]) if key is not None else "", following)


def every_row(view: View) -> Iterator[Any]:
    """All rows in order, for a file."""
    yield from db.session.execute(_all(view).order_by(*view.place))


def _all(view: View) -> sa.Select[Any]:
    return view.rows(*COLUMNS).outerjoin(Entry.organisation).outerjoin(Entry.person)


def _key(text: str) -> tuple[int, int] | None:
    track, _dot, position = text.partition(".")
    fits = track.isdecimal() and position.isdecimal() and len(text) <= KEY_LENGTH
    return (int(track), int(position)) if fits else None


def _written(view: View, rows: Sequence[Any]) -> str:
    return f"{rows[0].track_position if view.by_track else 0}.{rows[0].position}" if rows else ""


def shared_ranks(view: View) -> set[tuple[int, int]]:
    """(track id or 0, rank) of ranks that several rows share."""
    scope = RankingRow.track_id if view.by_track else sa.literal(0)
    several = view.rows(scope, RankingRow.rank).group_by(scope, RankingRow.rank).having(sa.func.count() > 1)
    return {(track, rank) for track, rank in db.session.execute(several)}


def distribution(view: View) -> list[tuple[int, int]]:
    """Scores in hundredths (of a ballot: the share of yes) and how many rows have each, the lowest first."""
    share = RankingRow.yes * 10000 // sa.func.nullif(RankingRow.base, 0)
    value = sa.func.coalesce(RankingRow.score, share, 0)
    rows = db.session.execute(view.rows(value, sa.func.count()).group_by(value).order_by(value))
    return [(int(score), count) for score, count in rows]


def tied_rows(view: View, tie_group: int) -> Sequence[Any]:
    """The rows of one tie, by the number of their entry."""
    rows = _all(view).where(RankingRow.tie_group == tie_group).order_by(Entry.number, Candidacy.slot)
    return db.session.execute(rows).all()


def find_decision(ranking: Ranking, tie_group: int) -> TieDecision | None:
    return db.session.scalar(
        sa.select(TieDecision)
        .where(TieDecision.ranking_id == ranking.id, TieDecision.tie_group == tie_group)
        .options(joinedload(TieDecision.decided_by))
    )


def is_latest(ranking: Ranking) -> bool:
    """Whether no later run of its stage stands beside it."""
    later = sa.exists().where(Ranking.stage_id == ranking.stage_id, Ranking.number > ranking.number)
    return not db.session.scalar(sa.select(later))
