"""Sending: by a real server on loopback, or into files, never to reserved names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.core.db import db, transaction
from app.outbox import sending
from app.outbox.models import Message
from app.outbox.sending import send_waiting, settle_reserved
from app.outbox.service import enqueue_letter, enqueue_letter_to_address
from app.people.models import Person
from tests.outbox.server import Box

Write = Callable[..., Person]
Route = Callable[[str], None]
Later = Callable[..., None]
pytestmark = pytest.mark.usefixtures("clock")


def messages() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Message).order_by(Message.id)))


def to(number: int) -> str:
    return f"person{number}@firm.cn"


class TestFolder:
    def test_one_file_for_each_mail(self, write: Write, mail_folder: Path) -> None:
        for number in range(3):
            write(to(number))
        assert send_waiting() == 3
        files = sorted(mail_folder.iterdir())
        assert [path.suffix for path in files] == [".eml"] * 3
        assert f"To: {to(0)}".encode() in b"".join(path.read_bytes() for path in files)
        assert send_waiting() == 0
        assert all(message.sent_at for message in messages())

    def test_reserved_names_too_since_nothing_leaves_the_machine(
        self, write: Write, mail_folder: Path
    ) -> None:
        write("a@firm.example")
        assert send_waiting() == 1
        assert len(list(mail_folder.iterdir())) == 1

    def test_the_same_mail_is_the_same_file(self, write: Write, mail_folder: Path) -> None:
        write(to(1))
        send_waiting()
        with transaction() as session:
            session.execute(sa.update(Message).values(sent_at=None, next_attempt_at=None))
        send_waiting()
        assert len(list(mail_folder.iterdir())) == 1

    def test_a_folder_that_cannot_be_written_delays(
        self, write: Write, mail_folder: Path, later: Later
    ) -> None:
        write(to(1))
        mail_folder.write_text("in the way")
        assert send_waiting() == 0
        mail_folder.unlink()
        later(minutes=3)
        assert send_waiting() == 1


class TestSmtp:
    def test_it_arrives_with_its_headers(self, write: Write, mailbox: Box) -> None:
        write(to(1), "verify_address", token="secret-of-the-link")
        assert send_waiting() == 1
        (mail,) = mailbox.mails
        (message,) = messages()
        assert mail["To"] == to(1)
        assert mail["From"] == "awards@wic.example"
        assert mail["Message-ID"] == f"<{message.public_id}@wic.example>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Subject"] == "Please confirm your mail address"
        assert mail["Content-Language"] == "en"
        assert mail.get_content().startswith("Dear Ann Lee,\r\n\r\n")
        assert "/verify?token=secret-of-the-link" in mail.get_content()

    def test_in_chinese(self, outbox_app: Flask, mailbox: Box) -> None:
        with transaction():
            enqueue_letter_to_address("reset_password", address=to(1), locale="zh")
        assert send_waiting() == 1
        assert mailbox.mails[0]["Content-Language"] == "zh-Hans"

    def test_a_secret_is_forgotten_once_it_was_mailed(self, write: Write, mailbox: Box) -> None:
        write(
            to(1),
            "invitation",
            token="secret",
            role="judge",
            edition=None,
            expires_at="2024-07-01T00:00:00+00:00",
        )
        send_waiting()
        assert "secret" in mailbox.mails[0].get_content()
        (message,) = messages()
        assert "token" not in message.params
        assert message.params["role"] == "judge"

    @pytest.mark.parametrize(
        "email",
        ["a@firm.example", "a@example.com", "a@sub.example.org", "a@x.test", "a@y.invalid", "a@EXAMPLE.NET"],
    )
    def test_reserved_names_stay_in_the_inbox(
        self, outbox_app: Flask, mailbox: Box, write: Write, email: str
    ) -> None:
        if email == email.lower():
            write(email)
        with transaction():
            enqueue_letter_to_address("reset_password", address=email, locale="en", token="secret")
        write(to(1))
        assert send_waiting() == 1
        assert mailbox.receivers == [to(1)]
        assert all(message.sent_at and "token" not in message.params for message in messages())

    @pytest.mark.parametrize("email", ["a@notexample.com", "a@example.company", "a@latest", "a@contest.cn"])
    def test_names_that_only_look_reserved(self, outbox_app: Flask, mailbox: Box, email: str) -> None:
        with transaction():
            enqueue_letter_to_address("reset_password", address=email, locale="en")
        assert settle_reserved() == 0
        assert send_waiting() == 1
        assert mailbox.receivers == [email]

    def test_many_in_batches(self, write: Write, mailbox: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(7):
            write(to(number))
        counts = [send_waiting(most=3) for _ in range(4)]
        assert counts == [3, 3, 1, 0]
        assert mailbox.receivers == [to(number) for number in range(7)]

    def test_many_reserved_are_settled_in_batches(
        self, write: Write, outbox_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BATCH", 2)
        for number in range(5):
            write(f"a{number}@firm.example")
        assert settle_reserved() == 5
        assert settle_reserved() == 0

    def test_nothing_typed_becomes_a_header(self, outbox_app: Flask, mailbox: Box) -> None:
        evil = "judge\r\nBcc: thief@evil.cn\r\n\r\nhello"
        with transaction():
            enqueue_letter_to_address("header_probe", address=to(1), locale="en", words=evil)
        probe = DictLoader({"mail/header_probe.txt": "{{ words }}\n\nbody {{ words }}"})
        loader = outbox_app.jinja_env.loader
        assert loader is not None
        outbox_app.jinja_env.loader = ChoiceLoader([probe, loader])
        assert send_waiting() == 1
        (mail,) = mailbox.mails
        assert mailbox.receivers == [to(1)]
        assert "Bcc" not in mail
        assert mail["Subject"] == "judge"

    def test_an_address_that_smuggles_a_line(self, outbox_app: Flask, write: Write, mailbox: Box) -> None:
        with transaction():
            enqueue_letter_to_address("reset_password", address="a@firm.cn\r\nBcc: b@evil.cn", locale="en")
        write(to(1))
        assert send_waiting() == 1
        assert mailbox.receivers == [to(1)]


def test_a_message_of_a_transaction_that_failed_is_never_sent(
    outbox_app: Flask, write: Write, mailbox: Box
) -> None:
    person = write(to(1))
    with pytest.raises(RuntimeError), transaction():
        enqueue_letter("sign_up_again", to=person)
        raise RuntimeError
    assert send_waiting() == 1
