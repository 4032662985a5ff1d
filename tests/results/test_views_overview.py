"""Where several directions wait for the same thing, one button leads and each says which direction it is for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.accounts.models import Person
from app.programmes.models import Edition
from tests.client import Client
from tests.factories import make_approver, make_auditor, make_edition, make_officer

SignIn = Callable[[Person], Client]
BUTTON = re.compile(r'<a class="btn( btn-primary)?" href="(/stages/\w+)">([^<]*)</a>')


def buttons(client: Client, edition: Edition) -> list[tuple[bool, str]]:
    """Whether each is the main one, and what it says."""
    page = client.get(f"/programmes/{edition.programme.slug}/{edition.year}/results").text
    return [(bool(kind), words) for kind, _address, words in BUTTON.findall(page)]


def test_one_button_leads_and_each_names_its_direction(sign_in: SignIn) -> None:
    edition = make_edition("outstanding-contribution-2024")
    assert buttons(sign_in(make_officer(edition)), edition) == [
        (True, "Prepare it: Individuals"), (False, "Prepare it: Enterprises"),
    ]  # fmt: skip


def test_a_single_direction_needs_no_name(sign_in: SignIn) -> None:
    edition = make_edition("cross-border-ecommerce-2024")
    assert buttons(sign_in(make_officer(edition)), edition) == [(True, "Prepare it")]


@pytest.mark.parametrize("make", [make_approver, make_auditor])
def test_whoever_prepares_nothing_is_led_to_look(sign_in: SignIn, make: Callable[[Edition], Person]) -> None:
    edition = make_edition("cross-border-ecommerce-2024")
    assert buttons(sign_in(make(edition)), edition) == [(True, "Look at the stage")]
