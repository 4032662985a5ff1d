"""The published winners as tables, out of the published document and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.exchange.tables import Cell, Table

HEADS = (
    "奖项代码 Prize code",
    "奖项",
    "Prize",
    "方向代码 Direction code",
    "赛道代码 Track code",
    "赛道",
    "Track",
    "编号 Number",
    "项目名称",
    "Title",
    "单位",
    "Organisation",
    "个人",
    "Person",
    "国家/地区代码 Country/region code",
    "国家/地区",
    "Country/region",
)
SCORE, DEMONSTRATED = "得分 Score", "得分（演示） Score (demonstration)"
VACANT = {
    "": {"zh": "（空缺）", "en": "(vacant)"},
    "struck": {"zh": "（空缺：参评项目已终止参评）", "en": "(vacant: the entry was struck)"},
    "no_consent": {"zh": "（空缺：未同意公布）", "en": "(vacant: no consent to publication)"},
}
NOBODY = {"zh": "", "en": ""}
Names = Mapping[str, str]


def winners(document: Mapping[str, Any], tiers: Mapping[tuple[str, str], Names]) -> Table:
    """Every prize and every place left vacant; `tiers`: names by direction and tier, for tiers nobody reached."""
    tracks = {track["code"]: track["name"] for track in document["tracks"]}
    rows = [*_prizes(document, tracks), *_vacancies(document, tracks, tiers)]
    scored = any(prize["score"] is not None for prize in document["prizes"])
    if not scored:
        return Table("获奖名单 Winners", HEADS, [row[:-1] for row in rows])
    return Table("获奖名单 Winners", (*HEADS, DEMONSTRATED if document["demonstration"] else SCORE), rows)


def _prizes(document: Mapping[str, Any], tracks: Mapping[str, Names]) -> Iterator[list[Cell]]:
    for prize in document["prizes"]:
        entry, track = prize["entry"], tracks[prize["track"]]
        organisation, person = entry["organisation"] or NOBODY, entry["person"] or NOBODY
        place = entry["country_region"]
        yield [
            prize["tier"],
            *_both(prize["tier_name"]),
            prize["direction"],
            prize["track"],
            *_both(track),
            entry["number"] or "",
            *_both(entry["title"]),
            *_both(organisation),
            *_both(person),
            place["code"],
            *_both(place),
            None if prize["score"] is None else Decimal(prize["score"]),
        ]


def _vacancies(
    document: Mapping[str, Any], tracks: Mapping[str, Names], tiers: Mapping[tuple[str, str], Names]
) -> Iterator[list[Cell]]:
    for vacancy in document["vacancies"]:
        track = tracks.get(vacancy["track"], NOBODY)
        tier = tiers[vacancy["direction"], vacancy["tier"]]
        yield [
            vacancy["tier"],
            *_both(tier),
            vacancy["direction"],
            vacancy["track"] or "",
            *_both(track),
            "",
            *_both(VACANT[vacancy.get("why", "")]),
            *_both(NOBODY),
            *_both(NOBODY),
            "",
            *_both(NOBODY),
            None,
        ]


def _both(names: Names) -> tuple[str, str]:
    return names["zh"], names["en"]


def proof(document: Mapping[str, Any], sha256: str) -> Table:
    """Where the list comes from, so that a copy of the file can still be checked."""
    rows: list[list[Cell]] = [
        ["项目 Programme", f"{document['name']['zh']} {document['name']['en']}"],
        ["年份 Year", document["year"]],
        ["发布时间 Published at", document["published_at"]],
        ["评选办法 SHA-256 of the rule-book", document["rulebook_sha256"]],
        ["发布文件 SHA-256 of the published JSON", sha256],
    ]
    if document["demonstration"]:
        rows.append(["说明 Note", "演示数据，均为虚构。 A demonstration: everything in it is invented."])
    return Table("核验 Check", ("", ""), rows)
