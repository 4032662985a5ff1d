"""A ranking as tables for the secretariat: its rows, and a summary of each track."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median
from typing import Any

from app.core.regions import region
from app.core.text import Text
from app.exchange.tables import Cell, Table, points
from app.programmes.rulebook import DirectionRules
from app.results.rankings.ranking_view import RankingView

HEADS = (
    "赛道",
    "Track",
    "名次 Rank",
    "位次 Place",
    "编号 Number",
    "项目名称",
    "Title",
    "申报方",
    "Applicant",
    "国家/地区",
    "Country/region",
    "得分 Score",
    "赞成票 Yes",
    "计票基数 Base",
    "通过 Passed",
    "评委数 Judges",
    "改用算术平均 Plain mean",
    "晋级 Goes on",
)
SCORE = HEADS.index("得分 Score")
HUNDREDTH = Decimal("0.01")
YES = "是 yes"


def ranking(sight: RankingView, rows: Sequence[Any], *, numbered: bool) -> Table:
    """`numbered`: whether this reader may know places; without them the file has none."""
    links = list(sight.ranking.facts.get("chain", ()))
    tracks = {track.code: track.name for track in sight.direction.tracks}
    heads = (*HEADS, *(link_head(link, sight.direction) for link in links))
    return Table("排名 Ranking", heads, list(_rows(rows, tracks, links, numbered=numbered)))


def _rows(
    rows: Sequence[Any], tracks: Mapping[str, Text], links: Sequence[str], *, numbered: bool
) -> Iterator[list[Cell]]:
    for row in rows:
        track, place = tracks[row.track_code], region(row.country_region).name
        yield [
            track.zh,
            track.en,
            row.rank if numbered else None,
            row.position if numbered else None,
            row.number,
            row.title_zh,
            row.title_en,
            row.organisation_zh or row.person_zh or "",
            row.organisation_en or row.person_en or "",
            place.zh,
            place.en,
            points(row.score),
            row.yes,
            row.base,
            YES if row.passed else "",
            row.reads,
            YES if row.fell_back else "",
            YES if row.advances else "",
            *(points(row.tie_keys.get(link)) for link in links),
        ]


def link_head(link: str, direction: DirectionRules) -> str:
    """A link of the tie-break chain, in both languages."""
    kind, _colon, code = link.partition(":")
    if kind == "stage":
        name = direction.stage(code).name
    elif kind == "criterion":
        name = next(c.name for stage in reversed(direction.stages) if (c := stage.criterion(code)))
    else:
        return "全部评分平均 Mean of all scores"
    return f"{name.zh} {name.en}"


def summary(table: Table) -> Table:
    """How many entries each track has, and its highest, middle, mean and lowest score, rounded half up."""
    scores: dict[tuple[Cell, Cell], list[Cell]] = {}
    for row in table.rows:
        scores.setdefault((row[0], row[1]), []).append(row[SCORE])
    heads = ("赛道", "Track", "数量 Entries", "最高 Highest", "中位 Median", "平均 Mean", "最低 Lowest")
    return Table(
        "赛道概况 By track", heads, [[*track, len(own), *_spread(own)] for track, own in scores.items()]
    )


def _spread(cells: Sequence[Cell]) -> tuple[Decimal | None, ...]:
    scores = [cell for cell in cells if isinstance(cell, Decimal)]
    if not scores:
        return None, None, None, None
    found = max(scores), median(scores), mean(scores), min(scores)
    return tuple(value.quantize(HUNDREDTH, ROUND_HALF_UP) for value in found)
