"""The files to take away: the winners for everybody once they are published, a ranking for the secretariat."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.core.regions import REGIONS
from app.exchange.csv_and_xlsx import as_csv
from app.exchange.winners_tables import winners
from app.people.models import Person
from tests.client import Client
from tests.exchange.test_csv_and_xlsx import DANGEROUS, read_csv, read_xlsx
from tests.factories import make_person
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]
WINNERS = "/winners/straight-to-wuzhen/2024"


def test_the_csv_has_every_prize_in_both_languages_and_the_vacant_place(
    contest: Contest, client: Client
) -> None:
    contest.published()
    answer = client.get(f"{WINNERS}.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="winners-straight-to-wuzhen-2024.csv"'
    )
    heads, *rows = read_csv(answer.data)
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["奖项"], row["Prize"], row["编号 Number"]) for row in found] == [
        ("特等奖", "Grand Prize", "STW-2024-0001"),
        ("特等奖", "Grand Prize", "STW-2024-0006"),
        ("一等奖", "First Prize", "STW-2024-0002"),
        ("一等奖", "First Prize", "STW-2024-0007"),
        ("二等奖", "Second Prize", "STW-2024-0008"),
        ("二等奖", "Second Prize", ""),
    ]
    assert (found[-1]["项目名称"], found[-1]["Title"], found[-1]["Track"]) == (
        "（空缺）",
        "(vacant)",
        "Intelligent Connected Vehicles",
    )
    assert found[2]["国家/地区"] == "中国香港" and found[2]["Country/region"] == "Hong Kong, China"
    assert found[0]["得分（演示） Score (demonstration)"] == "92.00"


def test_the_workbook_says_the_same_and_how_to_check_it(contest: Contest, client: Client) -> None:
    publication = contest.published()
    content = client.get(f"{WINNERS}.xlsx").data
    table, check = read_xlsx(content), read_xlsx(content, 1)
    assert len(table) == 7 and table[1][-1] == 92.0
    shown = {row[0]: row[1] for row in check}
    assert shown["发布文件 SHA-256 of the published JSON"] == publication.sha256
    assert "演示" in shown["说明 Note"]


@pytest.mark.parametrize("form", [".csv", ".xlsx"])
def test_a_country_is_written_as_in_the_reviewed_table(contest: Contest, client: Client, form: str) -> None:
    contest.published()
    data = client.get(f"{WINNERS}{form}").data
    heads, *rows = read_csv(data) if form == ".csv" else read_xlsx(data)
    places = [
        heads.index(head) for head in ("国家/地区代码 Country/region code", "国家/地区", "Country/region")
    ]
    named = {tuple(row[place] for place in places) for row in rows}
    assert named - {("", "", "")} <= {(code, place.name.zh, place.name.en) for code, place in REGIONS.items()}


@pytest.mark.parametrize("title", DANGEROUS)
def test_a_title_that_looks_like_a_formula_stays_a_title(title: str) -> None:
    both = {"zh": title, "en": title}
    document = {
        "tracks": [{"code": "t", "name": both}],
        "vacancies": [],
        "demonstration": False,
        "prizes": [
            {
                "tier": "grand",
                "tier_name": both,
                "direction": "d",
                "track": "t",
                "score": None,
                "entry": {
                    "number": "N-1",
                    "title": both,
                    "organisation": both,
                    "person": None,
                    "country_region": {"code": "CN", "zh": "中国", "en": "China"},
                },
            }
        ],
    }
    table = winners(document, {})
    row = dict(zip(table.heads, read_csv(as_csv(table))[1], strict=True))
    assert row["Title"] == row["Organisation"] == f"'{title}"
    assert not any(head.startswith("得分") for head in table.heads)


def test_a_ranking_is_for_the_offices_alone(contest: Contest, sign_in: SignIn, client: Client) -> None:
    for form in (".csv", ".xlsx"):
        address = f"/rankings/{contest.ranking().public_id}{form}"
        assert client.get(address).status_code == 303
        assert sign_in(make_person()).get(address).status_code == 404
        assert sign_in(contest.judges[0]).get(address).status_code == 404
        answer = sign_in(contest.auditor).get(address)
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"


def test_a_ranking_as_a_file(contest: Contest, sign_in: SignIn) -> None:
    client, address = sign_in(contest.officer), f"/rankings/{contest.ranking().public_id}"
    heads, *rows = read_csv(client.get(f"{address}.csv").data)
    first = dict(zip(heads, rows[0], strict=True))
    assert (first["名次 Rank"], first["编号 Number"], first["得分 Score"]) == ("1", "STW-2024-0001", "92.00")
    assert first["初赛 Preliminary"] == "90.00" and first["全部评分平均 Mean of all scores"] == "92.00"
    assert [row[2] for row in rows] == ["1", "2", "3", "1", "2", "3"]
    workbook = client.get(f"{address}.xlsx").data
    assert read_xlsx(workbook, 1)[1:] == [
        ["智能网联汽车", "Intelligent Connected Vehicles", 3.0, 92.0, 85.0, 82.33, 70.0],
        ["数字医疗", "Digital Medicine", 3.0, 90.0, 90.0, 89.33, 88.0],
    ]


def test_a_reader_with_a_conflict_gets_a_file_without_that_entry_and_without_places(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    contest.officer.employer_id = contest.entry("digital project 3").organisation_id
    session.commit()
    data = sign_in(contest.officer).get(f"/rankings/{contest.ranking().public_id}.csv").data
    heads, *rows = read_csv(data)
    assert len(rows) == 5 and {row[heads.index("名次 Rank")] for row in rows} == {""}
    assert "STW-2024-0008" not in data.decode()
