"""A nomination that is being written: kept as it is typed, refused in words where it is too long, gone once sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.nominations.models import Nomination, NominationDraft
from app.nominations.nominating import drafts
from tests.client import Client, hidden_fields
from tests.entries.conftest import count
from tests.factories import make_organisation
from tests.nominations.conftest import PLACE, Scene, SignIn, form_of, make_member
from tests.time import Clock

HALF = {"name": "张三", "email": "nominee@example.test", "statement": "Half a sen"}
WHOLE = {**HALF, "statement": "A pioneer."}


@pytest.fixture
def browser(scene: Scene, sign_in: SignIn) -> Client:
    client = sign_in(scene.member)
    client.get("/?lang=en")
    return client


@pytest.mark.both
def test_what_was_typed_is_there_again(scene: Scene, browser: Client, session: Session) -> None:
    address = form_of(scene, individuals=True)
    answer = browser.press(f"{address}/draft", **HALF, version="0")
    assert answer.status_code == 200 and answer.json is not None and answer.json["version"] == 1
    page = browser.get(address).text
    assert "Half a sen" in page and 'value="张三"' in page and hidden_fields(page, "")["version"] == "1"


def test_a_draft_is_gone_once_it_was_sent(scene: Scene, browser: Client, session: Session) -> None:
    address = form_of(scene, individuals=True)
    browser.press(f"{address}/draft", **HALF, version="0")
    assert browser.press(address, **WHOLE, action="send").status_code == 303
    assert count(session, Nomination) == 1 and count(session, NominationDraft) == 0


def test_each_organisation_has_its_own_draft(scene: Scene, browser: Client) -> None:
    address, firms = form_of(scene), [make_organisation(), make_organisation()]
    for number, firm in enumerate(firms):
        fields = {"organisation": firm.public_id, "statement": f"Number {number}", "action": "save"}
        answer = browser.press(address, **fields, version="0")
        assert answer.status_code == 303 and answer.location.endswith(f"?organisation={firm.public_id}")
    for number, firm in enumerate(firms):
        page = browser.get(f"{address}?organisation={firm.public_id}").text
        assert f"Number {number}" in page and f"Number {1 - number}" not in page
    assert "Number" not in browser.get(f"{address}?new=1").text


def test_what_was_begun_is_listed_with_the_way_back(scene: Scene, browser: Client) -> None:
    firm = make_organisation(name_en="Cape Optics")
    fields = {"organisation": firm.public_id, "statement": "Lenses", "action": "save"}
    browser.press(form_of(scene), **fields, version="0")
    browser.press(f"{form_of(scene, individuals=True)}/draft", **HALF, version="0")
    page = browser.get(f"{PLACE}/nominate").text
    begun = page.partition("What you have begun and not sent")[2].partition("</section>")[0]
    assert "Cape Optics" in begun and "张三" in begun
    for address in re.findall(r'href="([^"]+)"', begun):
        assert browser.get(address.replace("&amp;", "&")).status_code == 200
    assert "Lenses" in browser.get(f"{form_of(scene)}?organisation={firm.public_id}").text


def test_nobody_else_finds_it(scene: Scene, browser: Client, sign_in: SignIn, session: Session) -> None:
    address = form_of(scene, individuals=True)
    browser.press(f"{address}/draft", **HALF, version="0")
    other = sign_in(make_member(scene.edition, scene.officer)[1])
    assert other.press(f"{address}/draft", **HALF, version="1").status_code == 404
    officer = sign_in(scene.officer)
    assert "Half a sen" not in officer.get(f"{PLACE}/propose/{scene.individuals.code}").text
    assert count(session, NominationDraft) == 1


@pytest.mark.parametrize("signs", [2001, 5000, 30_000])
def test_a_statement_that_is_too_long_is_refused_in_words_and_kept(
    scene: Scene, browser: Client, session: Session, signs: int
) -> None:
    address, much = form_of(scene, individuals=True), "长" * signs
    assert browser.press(f"{address}/draft", **{**HALF, "statement": much}, version="0").status_code == 200
    answer = browser.press(address, **{**WHOLE, "statement": much}, action="send")
    assert answer.status_code == 422 and f"Too long: {signs} of 2000 characters." in answer.text
    assert much in answer.text and much in browser.get(address).text and count(session, Nomination) == 0


def test_the_counter_and_the_refusal_count_alike(scene: Scene, browser: Client) -> None:
    """White space is not counted, in neither place."""
    address = form_of(scene, individuals=True)
    answer = browser.press(address, **{**WHOLE, "statement": "长 " * 1999 + "长"}, action="send")
    assert answer.status_code == 303


def test_no_page_cuts_what_is_pasted(scene: Scene, browser: Client) -> None:
    for address in (
        form_of(scene, individuals=True),
        f"{form_of(scene)}?new=1",
        form_of(scene),
        "/me",
        "/sign-up",
    ):
        assert "maxlength" not in browser.get(address).text


def test_a_window_that_closes_gives_the_text_back(scene: Scene, sign_in: SignIn, clock: Clock) -> None:
    address = form_of(scene, individuals=True)
    clock.set(scene.edition.closes_at)
    browser = sign_in(scene.member)
    answer = browser.press(address, **WHOLE, action="send")
    assert (
        answer.status_code == 403 and "A pioneer." in answer.text and "Why you nominate them" in answer.text
    )
    assert browser.press(f"{address}/draft", **HALF, version="0").status_code == 403


def test_what_was_never_sent_is_forgotten_in_the_end(
    scene: Scene, browser: Client, clock: Clock, session: Session
) -> None:
    browser.press(f"{form_of(scene, individuals=True)}/draft", **HALF, version="0")
    for days, kept in {30: 1, 31: 0}.items():
        clock.set(scene.edition.closes_at + timedelta(days=days))
        with transaction():
            drafts.drop_old_drafts()
        assert count(session, NominationDraft) == kept
