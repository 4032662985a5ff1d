"""Domains of mail that show who belongs to an organisation."""

from __future__ import annotations

import pytest

from app.people.organisations.domains import belongs_to, is_public, normal_domain


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
