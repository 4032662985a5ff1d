"""The published document holds exactly what was promised, and scores where they may be known."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.core.regions import REGIONS
from app.results.models import Prize, PrizeList
from app.results.prizes.queries import prizes_of
from app.results.publications import winners_json
from tests.results.conftest import TRACKS, Contest

TIERS = ["grand", "first", "second"]


def built(prize_list: PrizeList) -> dict[str, Any]:
    return winners_json.build(prize_list, prizes_of(prize_list), published_at=prize_list.drawn_up_at)


def with_rules(prize_list: PrizeList, **changes: Any) -> dict[str, Any]:
    """The document under rules that differ in what they publish."""
    version = prize_list.rulebook_version
    changed = version.rulebook.model_copy(update=changes)

    class Version:
        sha256, rulebook = version.sha256, changed

    class List:
        rulebook_version, edition, vacancies = Version, prize_list.edition, prize_list.vacancies

    return winners_json.build(List, prizes_of(prize_list), published_at=prize_list.drawn_up_at)  # type: ignore[arg-type]


def test_its_keys_are_those_that_were_promised(contest: Contest) -> None:
    made = built(contest.draw_up())
    assert list(made) == [
        "programme",
        "year",
        "name",
        "demonstration",
        "rulebook_sha256",
        "published_at",
        "tracks",
        "prizes",
        "vacancies",
    ]
    assert [set(track) for track in made["tracks"]] == [{"code", "name"}, {"code", "name"}]
    for prize in made["prizes"]:
        assert set(prize) == {"tier", "tier_name", "direction", "track", "entry", "score"}
        assert set(prize["entry"]) == {"number", "title", "organisation", "person", "country_region"}
        assert set(prize["entry"]["country_region"]) == {"code", "zh", "en"}
        for names in (prize["tier_name"], prize["entry"]["title"], prize["entry"]["organisation"]):
            assert set(names) == {"zh", "en"}
        assert prize["entry"]["person"] is None
    assert made["vacancies"] == [{"tier": "second", "direction": "projects", "track": TRACKS[0]}]


def test_it_names_programme_rules_and_instant(contest: Contest) -> None:
    publication = contest.published()
    made = json.loads(publication.document)
    assert (made["programme"], made["year"]) == ("straight-to-wuzhen", 2024)
    assert made["rulebook_sha256"] == contest.edition.current_version.sha256
    assert made["published_at"] == "2024-09-02T04:00:00Z"
    assert made["demonstration"] is True
    assert publication.sha256 == hashlib.sha256(publication.document.encode()).hexdigest()


def test_tiers_stand_in_the_order_of_the_rule_book(contest: Contest) -> None:
    made = built(contest.draw_up())
    tiers = [prize["tier"] for prize in made["prizes"]]
    assert tiers == sorted(tiers, key=TIERS.index)


def test_within_a_tier_the_order_shows_no_rank_unless_it_is_published(
    contest: Contest, session: Session
) -> None:
    """The same prizes by name, and by rank where the rule-book says so."""
    prize_list = contest.draw_up()
    session.add(
        Prize(
            prize_list=prize_list,
            candidacy=contest.entry("connected project 3").candidacies[0],
            tier="grand",
            position=0,
            score=9900,
            reason={"code": "ranked", "place": 1},
        )
    )
    session.commit()
    by_name = [p["entry"]["number"] for p in with_rules(prize_list)["prizes"]]
    by_rank = [p["entry"]["number"] for p in with_rules(prize_list, publication_order="rank")["prizes"]]
    assert by_name[:2] == ["STW-2024-0001", "STW-2024-0003"]
    assert by_rank[:2] == ["STW-2024-0003", "STW-2024-0001"]


def test_scores_stand_only_where_they_are_published(contest: Contest) -> None:
    prize_list = contest.draw_up()
    shown = [prize["score"] for prize in with_rules(prize_list, publish_scores=True)["prizes"]]
    hidden = [prize["score"] for prize in with_rules(prize_list, publish_scores=False)["prizes"]]
    assert shown == ["92.00", "90.00", "85.00", "90.00", "88.00"]
    assert hidden == [None] * 5


def test_vacancies_stand_only_where_the_tier_shows_them(contest: Contest) -> None:
    prize_list = contest.draw_up()
    direction = prize_list.rulebook_version.rulebook.directions[0]
    tiers = tuple(tier.model_copy(update={"shows_vacancies": False}) for tier in direction.prizes)
    silent = with_rules(prize_list, directions=(direction.model_copy(update={"prizes": tiers}),))
    assert silent["vacancies"] == []


def test_countries_come_from_the_reviewed_table_alone(contest: Contest) -> None:
    for prize in built(contest.draw_up())["prizes"]:
        place = prize["entry"]["country_region"]
        assert (place["zh"], place["en"]) == (REGIONS[place["code"]].name.zh, REGIONS[place["code"]].name.en)


def test_a_code_outside_of_the_table_is_never_published(contest: Contest, session: Session) -> None:
    prize_list = contest.draw_up()
    prize_list.prizes[0].candidacy.entry.country_region = "XX"
    session.commit()
    with pytest.raises(Invalid):
        built(prize_list)
