"""The page of one entry, for its applicant and for the offices that read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.people.models import Person
from app.programmes.models import Edition
from tests.entries.conftest import OPEN, PLACE, Scene, SignIn
from tests.factories import make_approver, make_auditor, make_officer
from tests.time import Clock


def trail(page: str) -> list[str]:
    found = re.search(r'<ol class="trail">(.*?)</ol>', page, re.S)
    return re.findall(r'href="([^"]+)"', found[1]) if found else []


def unanswered(page: str) -> str:
    found = re.search(r'<p class="unanswered">(.*?)</p>', page)
    return found[1] if found else ""


@pytest.mark.parametrize("make", [make_officer, make_approver, make_auditor])
def test_who_reads_an_entry_finds_the_way_back_to_the_list(
    scene: Scene, sign_in: SignIn, make: Callable[[Edition], Person]
) -> None:
    address, reader = f"/entries/{scene.sent().public_id}", sign_in(make(scene.edition))
    back = trail(reader.get(address).text)
    assert back == [f"/editions/{scene.edition.public_id}", f"{PLACE}/screening"]
    assert [reader.get(page).status_code for page in back] == [200, 200]
    assert trail(sign_in(scene.applicant).get(address).text) == ["/entries"]


def test_the_list_to_screen_leads_back_to_its_edition(scene: Scene, sign_in: SignIn) -> None:
    back = trail(sign_in(scene.officer).get(f"{PLACE}/screening").text)
    assert back == [f"/editions/{scene.edition.public_id}"]


@pytest.mark.parametrize(("after", "shown"), [(timedelta(), "12:00:00"), (timedelta(seconds=7), "12:00:07")])
def test_a_receipt_names_its_fingerprint_and_the_second(
    scene: Scene, sign_in: SignIn, clock: Clock, after: timedelta, shown: str
) -> None:
    clock.set(OPEN + after)
    entry = scene.sent()
    page = sign_in(scene.applicant).get(f"/entries/{entry.public_id}?lang=en").text
    assert f"9 October 2024, {shown} Beijing time" in page
    assert re.search(rf"Fingerprint \(SHA-256\) <code[^>]*>{entry.submissions[0].sha256}", page)


@pytest.mark.parametrize(("honours", "missing"), [("no", False), ("yes", True)])
def test_a_question_that_was_not_asked_is_not_called_unanswered(
    scene: Scene, sign_in: SignIn, honours: str, missing: bool
) -> None:
    asked = {"honours": "A prize."} if missing else {}
    entry = scene.sent(has_honours=honours, **asked)
    field = next(f for f in scene.edition.rulebook.direction("enterprises").form if f.code == "honours")
    page = sign_in(scene.applicant).get(f"/entries/{entry.public_id}?lang=en").text
    assert field.label.en not in unanswered(page)
    assert (f"<dt>{field.label.en}</dt>" in page) is missing
