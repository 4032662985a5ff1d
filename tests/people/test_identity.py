"""Organisations are recognised by a code; names are only alike, which a person is asked about."""

from __future__ import annotations

import pytest

from app.people.organisations.domains import belongs_to, is_public, normal_domain
from app.people.organisations.identity import Alike, is_another, is_code, likeness_key, normal_code, stem

CODE = "91110000600037341L"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Robotics Ltd", "ＡＣＭＥ  robotics, Ltd."),
        ("岚砚（北京）有限公司", "岚砚(北京) 有限公司"),
        ("É Labs", "E\u0301 labs"),
        ("Straße AG", "STRASSE AG"),
    ],
)
def test_names_are_compared_without_width_case_and_white_space(one: str, other: str) -> None:
    assert likeness_key(one) == likeness_key(other)


def test_other_names_stay_others() -> None:
    assert likeness_key("Acme 1") != likeness_key("Acme 2")
    assert stem(likeness_key("岚砚智能股份有限公司")) == stem(likeness_key("岚砚智能有限公司")) == "岚砚智能"
    assert stem(likeness_key("Velmor Grid Pte. Ltd.")) == "velmorgrid"


@pytest.mark.parametrize(
    ("code", "place", "fits"),
    [
        (CODE, "CN", True),
        ("9111 0000-6000 3734 1l", "CN", True),
        ("９１１１００００６０００３７３４１Ｌ", "CN", True),
        ("911100006000373411", "CN", False),
        ("123", "CN", False),
        ("HRB 12345", "DE", True),
        ("1", "DE", False),
        ("<b>", "DE", False),
        ("", "CN", True),
    ],
)
def test_a_code_of_the_mainland_has_a_check_sign(code: str, place: str, fits: bool) -> None:
    assert bool(is_code(normal_code(code), place)) == fits


@pytest.mark.parametrize(
    ("address", "domain", "own"),
    [
        ("a@firm.example", "firm.example", True),
        ("a@rd.firm.example", "firm.example", True),
        ("a@notfirm.example", "firm.example", False),
        ("a@firm.example", "", False),
        ("a@qq.com", "qq.com", False),
        ("a@vip.163.com", "163.com", False),
    ],
)
def test_only_a_domain_of_its_own_shows_who_belongs_to_it(address: str, domain: str, own: bool) -> None:
    assert belongs_to(address, domain) == own


def test_domains_are_kept_in_one_spelling() -> None:
    assert {normal_domain(typed) for typed in ("Firm.Example", "@firm.example", "ann@firm.example ")} == {
        "firm.example"
    }
    assert is_public("vip.qq.com") and not is_public("firm.example")


def like(**facts: bool) -> Alike:
    return Alike("one", "One", **{"same_code": False, "same_name": False, **facts})


def test_a_likeness_is_asked_and_never_decided() -> None:
    assert not is_another([], ())
    assert is_another([like()], ()).keys() == {"organisation"}
    assert is_another([like()], ("two",)).keys() == {"organisation"}
    assert not is_another([like()], ("one",))


def test_what_has_the_same_code_or_a_name_without_one_is_no_other() -> None:
    assert is_another([like(same_code=True)], ("one",)).keys() == {"registration_code"}
    assert is_another([like(same_name=True)], ("one",)).keys() == {"registration_code"}
    assert is_another([like(same_name=True)], ()).keys() == {"organisation"}
