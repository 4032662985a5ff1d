"""Which new passwords are good enough."""

from __future__ import annotations

import pytest

from app.people.passwords.strength import is_good


@pytest.mark.parametrize(
    "password",
    [
        "four words stand here",
        "乌镇的桥和水都很好看呢呢",
        "x9$kQ2!mZp7&",
        "correct horse battery stapler",
        " leading blanks too ",
    ],
)
def test_good_ones(password: str) -> None:
    assert is_good(password, beside=("zhang.wei@firm.example", "张伟", "Zhang Wei"))


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "x" * 257,
        "abababababab",
        "passwordpassword",
        "PASSWORD1234",
        "123456789012",
        "qwertyuiopas",
        "Zhang Wei 2024",
        "zhangwei1234",
        "correct-horse-battery-staple",
        "worldinternetconference",
    ],
)
def test_poor_ones(password: str) -> None:
    verdict = is_good(password, beside=("zhang.wei@firm.example", "张伟", "Zhang Wei"))
    assert not verdict
    assert verdict.reason


def test_an_owner_with_a_long_name_may_still_use_it_beside_enough() -> None:
    assert is_good("firm bridges over quiet water", beside=("a@firm.example",))
