"""The reviewed table of countries and regions."""

from __future__ import annotations

import re
import tomllib

import pytest

from app.core.errors import Invalid
from app.core.regions import OVERSEAS_NOTE, REGIONS, TABLE, in_order, read_note, read_regions, region

CHINESE = re.compile(r"[一-鿿（）、-]+")


def test_the_table_holds_every_code_of_iso_3166_1() -> None:
    assert len(REGIONS) == 249
    assert list(REGIONS) == sorted(REGIONS)
    assert all(re.fullmatch(r"[A-Z]{2}", code) and REGIONS[code].code == code for code in REGIONS)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("CN", "中国", "China"),
        ("HK", "中国香港", "Hong Kong, China"),
        ("MO", "中国澳门", "Macao, China"),
        ("TW", "中国台湾", "Taiwan, China"),
        ("GB", "英国", "United Kingdom"),
        ("US", "美国", "United States"),
        ("KR", "韩国", "Republic of Korea"),
    ],
)
def test_names_are_the_organisers(code: str, zh: str, en: str) -> None:
    assert (region(code).name.zh, region(code).name.en) == (zh, en)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh", ["阿尔巴尼亚", "爱尔兰", "巴西", "不丹", "丹麦", "乍得", "中国", "中国香港"]),
        (
            "en",
            [
                "Åland Islands",
                "Algeria",
                "Côte d'Ivoire",
                "Czechia",
                "São Tomé and Príncipe",
                "Sudan",
                "Zimbabwe",
            ],
        ),
    ],
)
def test_each_reader_finds_them_in_order(language: str, names: list[str]) -> None:
    shown = [getattr(place.name, language) for place in in_order(language)]
    assert len(shown) == len(REGIONS)
    assert [name for name in shown if name in names] == names


def test_names_are_written_in_their_language_and_no_two_are_alike() -> None:
    for own in REGIONS.values():
        assert CHINESE.fullmatch(own.name.zh), own
        assert not re.search(r"[一-鿿&]|SAR", own.name.en), own
    assert (
        len({own.name.zh for own in REGIONS.values()})
        == len({own.name.en for own in REGIONS.values()})
        == 249
    )


def test_all_but_the_mainland_counts_as_overseas_and_the_note_says_so() -> None:
    assert [code for code, own in REGIONS.items() if not own.overseas] == ["CN"]
    assert "includes Hong Kong, China" in OVERSEAS_NOTE.en


def test_the_setting_moves_three_regions_and_the_note() -> None:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    table["overseas"]["counts_hong_kong_macao_taiwan"] = False
    home = [code for code, own in read_regions(table).items() if not own.overseas]
    assert home == ["CN", "HK", "MO", "TW"]
    assert "does not include" in read_note(table).en and "不包括" in read_note(table).zh


@pytest.mark.parametrize("code", ["XX", "", "cn", "CHN", "UK"])
def test_an_unknown_code_is_refused_with_its_reason(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        region(code)
    assert refused.value.faults["region"].params == {"code": code}
