"""What goes wrong on the way: servers away, refusing, breaking off or not to be trusted; senders that die or meet."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.outbox import sending
from app.outbox.models import Message
from app.outbox.sending import send_waiting
from app.people.models import Person
from tests.outbox.server import PASSWORD, Box, authenticate, own_certificate, serving

Write = Callable[..., Person]
Route = Callable[[str], None]
Later = Callable[..., None]
pytestmark = pytest.mark.usefixtures("clock")


def messages() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Message).order_by(Message.id)))


def to(number: int) -> str:
    return f"person{number}@firm.cn"


class TestTrouble:
    def test_a_server_that_is_away(self, write: Write, route: Route, later: Later) -> None:
        write(to(1))
        route("smtp://127.0.0.1:9")
        assert send_waiting() == 0
        (message,) = messages()
        assert (message.sent_at, message.attempts) == (None, 0)
        box = Box()
        with serving(box) as port:
            route(f"smtp://127.0.0.1:{port}")
            assert send_waiting() == 1

    def test_a_connection_that_breaks_leaves_the_rest_for_later(
        self, write: Write, mailbox: Box, later: Later
    ) -> None:
        for number in range(4):
            write(to(number))
        mailbox.break_after = 2
        send_waiting()
        assert [bool(message.sent_at) for message in messages()] == [True, True, False, False]
        assert [message.attempts for message in messages()] == [1, 1, 1, 0]
        mailbox.break_after = None
        assert send_waiting() == 1
        later(minutes=2)
        assert send_waiting() == 1
        assert sorted(mailbox.receivers) == [to(number) for number in range(4)]

    def test_a_sender_that_died_after_sending_sends_again_under_the_same_id(
        self, write: Write, mailbox: Box, later: Later, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(to(1))

        class Killed(BaseException):
            pass

        def die(_message: Message) -> None:
            raise Killed

        monkeypatch.setattr(sending, "_mark_sent", die)
        with pytest.raises(Killed):
            send_waiting()
        monkeypatch.undo()
        assert send_waiting() == 0
        later(minutes=2)
        assert send_waiting() == 1
        first, second = (mail["Message-ID"] for mail in mailbox.mails)
        assert first == second

    def test_a_message_without_words_does_not_stop_the_others(self, write: Write, mailbox: Box) -> None:
        write(to(1), "no_such_kind")
        write(to(2))
        assert send_waiting() == 1
        assert mailbox.receivers == [to(2)]
        assert "no_such_kind" in (messages()[0].last_error or "")

    def test_senders_that_meet_send_each_once(self, outbox_app: Flask, write: Write, mailbox: Box) -> None:
        for number in range(20):
            write(to(number))
        now, start = clock.now(), threading.Barrier(4)

        def run() -> None:
            with outbox_app.app_context(), clock.held_at(now):
                start.wait()
                send_waiting()

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(mailbox.receivers) == sorted(to(number) for number in range(20))


class TestEncryption:
    @pytest.fixture
    def trusted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
        context, certificate = own_certificate(tmp_path)
        monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(certificate))
        return context

    def test_smtps(self, write: Write, route: Route, trusted: object) -> None:
        write(to(1))
        box = Box()
        with serving(box, ssl_context=trusted) as port:
            route(f"smtps://127.0.0.1:{port}")
            assert send_waiting() == 1
        assert box.receivers == [to(1)]

    def test_starttls_before_the_password(self, write: Write, route: Route, trusted: object) -> None:
        write(to(1))
        box = Box()
        options = {"tls_context": trusted, "authenticator": authenticate, "auth_required": True}
        with serving(box, **options) as port:
            route(f"smtp://user:{quote(PASSWORD, safe='')}@127.0.0.1:{port}")
            assert send_waiting() == 1
        assert box.receivers == [to(1)]

    def test_a_stranger_in_the_middle_gets_nothing(self, write: Write, route: Route, tmp_path: Path) -> None:
        write(to(1))
        context, _certificate = own_certificate(tmp_path)
        box = Box()
        with serving(box, ssl_context=context) as port:
            route(f"smtps://127.0.0.1:{port}")
            assert send_waiting() == 0
        assert box.receivers == []
        assert messages()[0].sent_at is None
