"""How names are read for an order: as a whole, surnames only of people, numbers by their size."""

from __future__ import annotations

import pytest

from app.people.sort_keys import reading_of, sort_key, sort_key_of, sort_key_of_person

ORGANISATIONS = {
    "c": "长沙 长城 长安 长虹 长江 重庆 查特",
    "x": "厦门",
    "q": "区块链",
    "d": "单片机",
    "j": "解放军",
    "p": "朴道",
    "g": "盖亚",
}
PEOPLE = {
    "y": "尉迟 尉迟敬德",
    "m": "万俟 万俟卨 缪 缪昌期",
    "z": "翟 翟天临 曾国 查良",
    "b": "秘 秘鲁生",
    "s": "折 折可存 单雄",
    "c": "种 种师道",
    "q": "仇英",
    "x": "解晓 行云",
    "o": "区志 欧阳修",
    "g": "盖叫",
    "p": "朴树",
}


def pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, letter) for letter, names in table.items() for name in names.split()]


@pytest.mark.parametrize(("name", "letter"), pairs(ORGANISATIONS))
def test_an_organisation_is_read_as_a_whole(name: str, letter: str) -> None:
    assert sort_key(name, "")[0] == letter
    assert sort_key(f"{name}科技有限公司", "")[0] == letter


@pytest.mark.parametrize(("name", "letter"), pairs(PEOPLE))
def test_a_surname_is_read_as_a_surname(name: str, letter: str) -> None:
    assert sort_key_of_person(name, "")[0] == letter


def test_a_surname_of_two_characters_is_one() -> None:
    assert sort_key_of_person("欧阳长青", "") == "ou yang chang qing"
    assert sort_key_of_person("单于", "") == "chan yu"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ABC公司", "abc gong si"),
        ("360集团", "00000360 ji tuan"),
        ("中电3所", "zhong dian 00000003 suo"),
        ("ＡＢＣ（北京）公司", "abc bei jing gong si"),
        ("Béla-Bartók 2 Ltd.", "bela bartok 00000002 ltd"),
    ],
)
def test_words_and_numbers_stay_whole(name: str, key: str) -> None:
    assert sort_key(name, "") == sort_key("", name) == key


def test_numbers_come_first_and_by_size_then_one_alphabet() -> None:
    names = ["北京", "Beta", "1024实验室", "360集团", "阿城", "Abacus"]
    in_order = ["360集团", "1024实验室", "阿城", "Abacus", "北京", "Beta"]
    assert sorted(names, key=lambda name: sort_key(name, "")) == in_order


def test_a_reading_is_shown_as_it_was_typed() -> None:
    assert reading_of(sort_key_of("Zeng  Shan")) == "zeng shan"
    assert reading_of(sort_key("360集团", "")) == "360 ji tuan"
    assert reading_of(sort_key("0号公司", "")) == "0 hao gong si"
