"""The main navigation leads each office to the pages it has, from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.desk.navigation import OF_SECTIONS, SECTIONS
from app.people.models import Person, Role
from tests.client import Client
from tests.factories import make_auditor, make_edition, make_grant, make_officer, make_person

SignIn = Callable[[Person], Client]


def navigation(client: Client, address: str = "/desk") -> str:
    page = client.get(f"{address}?lang=en").text
    found = re.search(r'<nav class="site-nav".*?</nav>', page, re.S)
    assert found
    return found[0]


def test_an_auditor_finds_the_audit_from_anywhere(sign_in: SignIn) -> None:
    client = sign_in(make_auditor(make_edition("straight-to-wuzhen-2024")))
    for address in ("/desk", "/inbox"):
        assert '<a href="/audit">Audit</a>' in navigation(client, address)
    assert '<a href="/audit" aria-current="page">Audit</a>' in navigation(client, "/audit")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_else_is_led_to_the_audit(sign_in: SignIn, role: Role) -> None:
    person = make_person()
    make_grant(person, role, None if role is Role.ADMINISTRATOR else make_edition("straight-to-wuzhen-2024"))
    assert "/audit" not in navigation(sign_in(person))


def test_the_audit_leaves_the_navigation_with_the_role(sign_in: SignIn, later: Callable[..., None]) -> None:
    person = make_person()
    make_grant(
        person, Role.AUDITOR, make_edition("straight-to-wuzhen-2024"), until=clock.now() + timedelta(days=1)
    )
    client = sign_in(person)
    assert "/audit" in navigation(client)
    later(days=1)
    assert "/audit" not in navigation(client)


def current(client: Client, address: str) -> list[tuple[str, str]]:
    """The items that are marked, each with its mark."""
    found = re.findall(r'aria-current="(\w+)">([^<]+)</a>', navigation(client, address))
    return [(label, mark) for mark, label in found]


def test_pages_below_mark_the_section_they_belong_to(sign_in: SignIn) -> None:
    edition = make_edition("straight-to-wuzhen-2024")
    place = f"/programmes/{edition.programme.slug}/{edition.year}"
    officer, auditor = sign_in(make_officer(edition)), sign_in(make_auditor(edition))
    for address in ("/screening", "/judging", "/results", "/nominations"):
        assert current(officer, place + address) == [("Desk", "true")], address
    assert current(officer, place) == [("Programmes", "true")]
    assert current(officer, f"/invitations/{edition.public_id}") == [("People", "true")]
    assert current(officer, "/invitations") == [("People", "page")]
    assert current(officer, "/editions") == [("Editions", "page")]
    assert current(auditor, f"/audit/editions/{edition.public_id}") == [("Audit", "true")]
    assert current(auditor, "/me") == []


def test_the_table_of_sections_names_pages_that_exist(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert known >= {*SECTIONS, *SECTIONS.values(), *OF_SECTIONS.values()}
