"""The inbox."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.outbox.models import Message
from app.outbox.queries import SIZE as PAGE
from app.outbox.render import letter
from app.outbox.service import enqueue_letter, mark_all_read, mark_read
from app.people.models import Person
from tests.client import Client
from tests.counting import counted
from tests.factories import make_person
from tests.people.browsing import SignIn, hrefs, hrefs_with

Write = Callable[..., list[Message]]


@pytest.fixture
def person(session: Session) -> Person:
    return make_person()


@pytest.fixture
def write(session: Session, person: Person) -> Write:
    def posted(count: int, kind: str = "password_changed", **params: object) -> list[Message]:
        for _ in range(count):
            enqueue_letter(kind, to=person, **params)
        session.commit()
        return list(session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(count)))

    return posted


def links(page: str) -> list[str]:
    found: list[str] = re.findall(r'href="(/inbox/\w+)"', page)
    return found


def test_an_empty_inbox_says_what_will_come(sign_in: SignIn, person: Person) -> None:
    assert 'class="empty"' in sign_in(person).get("/inbox").text


def test_newest_first_and_each_can_be_read(sign_in: SignIn, person: Person, write: Write) -> None:
    write(1, "sign_up_again")
    write(1, "password_changed")
    browser = sign_in(person)
    page = browser.get("/inbox?lang=en").text
    assert page.index("Your password has been changed") < page.index("You already have an account")
    letter = browser.get(links(page)[0]).text
    assert "every browser was signed out" in letter
    assert [link for link in hrefs(letter, "/reset") if link.startswith("http")]


def test_in_the_readers_language_whatever_it_was_posted_in(
    sign_in: SignIn, person: Person, write: Write
) -> None:
    write(1)
    browser = sign_in(person)
    assert 'lang="zh-Hans"' in browser.get("/inbox?lang=zh").text
    assert 'lang="en"' in browser.get("/inbox?lang=en").text


def test_reading_changes_nothing_but_marking_does(
    sign_in: SignIn, person: Person, write: Write, session: Session
) -> None:
    one, _two = write(2)
    browser = sign_in(person)
    browser.get(f"/inbox/{one.public_id}")
    assert session.scalar(sa.select(sa.func.count()).where(Message.read_at.is_(None))) == 2
    assert browser.press(f"/inbox/{one.public_id}/read").location == "/inbox"
    assert session.scalar(sa.select(sa.func.count()).where(Message.read_at.is_(None))) == 1
    assert browser.press("/inbox/read").location == "/inbox"
    assert session.scalar(sa.select(sa.func.count()).where(Message.read_at.is_(None))) == 0
    assert "/inbox/read" not in browser.get("/inbox").text


def test_nobody_elses(sign_in: SignIn, client: Client, write: Write, session: Session) -> None:
    (message,) = write(1)
    stranger = sign_in(make_person())
    assert links(stranger.get("/inbox").text) == []
    assert stranger.get(f"/inbox/{message.public_id}").status_code == 404
    assert stranger.press(f"/inbox/{message.public_id}/read").status_code == 404
    stranger.press("/inbox/read")
    assert links(stranger.get(f"/inbox?after={message.public_id}").text) == []
    assert client.get("/inbox").status_code == 303
    session.expire_all()
    assert message.read_at is None


def test_the_service_asks_as_well(session: Session, person: Person, write: Write) -> None:
    one, two = write(2)
    with pytest.raises(Refused):
        mark_read(message=one, by=make_person())
    mark_all_read(by=make_person())
    session.expire_all()
    assert (one.read_at, two.read_at) == (None, None)


def test_every_message_once_over_pages_at_the_same_price(
    sign_in: SignIn, person: Person, write: Write, session: Session
) -> None:
    browser, counts, seen = sign_in(person), [], []
    for more in (5, 5, 2 * PAGE):
        write(more)
        with counted() as shown:
            browser.get("/inbox")
        counts.append(len(shown))
    assert counts[0] == counts[1] == counts[2] <= 12
    address = "/inbox"
    while address:
        page = browser.get(address).text
        seen += links(page)
        address = next(iter(hrefs_with(page, "after=")), "")
    assert len(seen) == len(set(seen)) == 2 * PAGE + 10


@pytest.mark.parametrize("after", ["x", "%00", "'", "x" * 3000])
def test_a_place_that_is_none(sign_in: SignIn, person: Person, write: Write, after: str) -> None:
    write(1)
    assert len(links(sign_in(person).get(f"/inbox?after={after}").text)) == 1


def test_what_somebody_typed_is_no_markup_and_no_link(
    sign_in: SignIn, person: Person, write: Write, session: Session
) -> None:
    evil = "<img src=x onerror=alert(1)> https://evil.example/"
    write(1, "invitation_taken", role="judge", invited=evil, account=evil, edition=None)
    browser = sign_in(person)
    page = browser.get(links(browser.get("/inbox").text)[0]).text
    assert "<img src=x" not in page
    assert hrefs_with(page, "evil.example") == []


def test_a_mailed_secret_does_not_stand_in_the_inbox_afterwards(
    sign_in: SignIn, person: Person, write: Write, session: Session
) -> None:
    write(1, "reset_password")
    browser = sign_in(person)
    assert "was mailed to you" in browser.get(links(browser.get("/inbox?lang=en").text)[0] + "?lang=en").text


@pytest.mark.parametrize(("language", "words"), [("en", "Set a new password"), ("zh", "设置新密码")])
def test_an_address_stands_whole_in_the_mail_and_as_words_in_the_inbox(
    sign_in: SignIn, person: Person, write: Write, language: str, words: str
) -> None:
    (message,) = write(1, "reset_password", token="a-long-secret")
    page = sign_in(person).get(f"/inbox/{message.public_id}?lang={language}").text
    (address,) = [line for line in letter(message).body.splitlines() if line.endswith("a-long-secret")]
    assert f'<a href="{address}">{words}</a>' in page
    assert page.count("a-long-secret") == 1
