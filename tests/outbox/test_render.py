"""Words: in the receiver's language, outside a request too, and safe from what people type."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask_babel import get_locale
from sqlalchemy.orm import Session

from app.core.db import db
from app.outbox.link_labels import is_own_link, link_words
from app.outbox.models import Message
from app.outbox.render import Letter, framed, link_to, one_line, render, speaking
from app.outbox.service import enqueue_letter
from tests.factories import make_person

pytestmark = pytest.mark.sqlite_only


class TestRender:
    def test_a_subject_an_empty_line_and_a_body(self, session: Session) -> None:
        letter = render("password_changed", {}, "en")
        assert letter.subject == "Your password has been changed"
        assert letter.body.startswith("The password of your account was changed")
        assert letter.body.endswith("/reset")

    def test_the_language_is_given_back(self, session: Session) -> None:
        with speaking("en"):
            with speaking("zh"):
                assert str(get_locale()) == "zh_Hans_CN"
            assert str(get_locale()) == "en"
        assert g.get("locale") is None

    def test_an_unknown_language_is_chinese(self, session: Session) -> None:
        with speaking("fr"):
            assert str(get_locale()) == "zh_Hans_CN"

    @pytest.mark.parametrize(
        ("typed", "line"),
        [
            ("a\r\nBcc: x", "a Bcc: x"),
            ("a\x00\x1b[31mb", "a [31mb"),
            ("a\u2028b", "a b"),
            (" 李 伟 ", "李 伟"),
            ("a\u202eb", "a b"),
        ],
    )
    def test_one_line(self, typed: str, line: str) -> None:
        assert one_line(typed) == line

    def test_paragraphs(self) -> None:
        assert Letter("s", "a\nb\n\n\n\nc\n").paragraphs == [["a", "b"], ["c"]]

    def test_a_person_is_greeted_by_name_in_their_language(self, session: Session) -> None:
        person = make_person(name_latin="Ann Lee", name_zh="李安", locale="en")
        enqueue_letter("password_changed", to=person)
        body = framed(db.session.scalars(sa.select(Message)).one()).body
        assert body.startswith("Dear Ann Lee,\n")
        assert "inbox" in body

    def test_an_address_is_promised_no_inbox(self, session: Session) -> None:
        message = Message(kind="password_changed", params={}, address="a@firm.cn", locale="en")
        assert "inbox" not in framed(message).body


class TestLinks:
    def test_by_the_configured_address_whatever_host_was_asked(self, session: Session, app: Flask) -> None:
        base = app.config["SETTINGS"].base_url
        with app.test_request_context("/", headers={"Host": "evil.example"}):
            assert link_to("people.verify", token="a b") == f"{base}/verify?token=a+b"

    @pytest.mark.parametrize(
        ("line", "own"),
        [
            ("{base}/verify?token=x", True),
            ("{base}.evil.example/", False),
            ("https://evil.example", False),
            ("{base}/ x", False),
        ],
    )
    def test_only_own_links_become_links(self, session: Session, app: Flask, line: str, own: bool) -> None:
        assert is_own_link(line.format(base=app.config["SETTINGS"].base_url)) is own

    @pytest.mark.parametrize("root", ["", "/awards"])
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/reset/new?token=s3cret", "Set a new password"),
            ("/sign-in?next=/", "Sign in"),
            ("/no/such/page", "Open the page"),
            ("/sign-out", "Open the page"),
        ],
    )
    def test_a_link_is_called_by_what_it_leads_to(
        self, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch, root: str, path: str, words: str
    ) -> None:
        settings = app.config["SETTINGS"]
        base = f"{settings.base_url}{root}"
        monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"base_url": base}))
        with speaking("en"):
            assert link_words(f"{base}{path}") == words


def test_where_a_title_breaks_its_dot_stays_with_the_words_before_it() -> None:
    written = Letter("You are invited as judge · An award (2024)", "")
    assert written.title == "You are invited as judge\N{NO-BREAK SPACE}· An award (2024)"
    assert written.subject == "You are invited as judge · An award (2024)"
