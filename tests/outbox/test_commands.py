"""`flask mail …`: what was given up is named and can be tried again."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.outbox.models import Message
from app.outbox.sending import send_waiting
from tests.outbox.server import Box


def test_a_mail_that_was_given_up_is_named_and_goes_out_again(
    outbox_app: Flask, mailbox: Box, write: Callable[..., object]
) -> None:
    run = outbox_app.test_cli_runner().invoke
    for name in ("a", "b"):
        write(f"{name}@firm-of-this-test.cn")
        mailbox.answers[f"{name}@firm-of-this-test.cn"] = "550 no such mailbox"
    assert run(args=["mail", "unsent"]).output == "2 waiting.\n"
    send_waiting()
    first, second = run(args=["mail", "unsent"]).output.splitlines()[1:]
    assert "a@firm-of-this-test.cn" in first and "no such mailbox" in first and "b@" in second
    mailbox.answers.clear()
    assert run(args=["mail", "again", first.split()[0]]).output == "1 waiting again.\n"
    assert send_waiting() == 1
    assert run(args=["mail", "again"]).output == "1 waiting again.\n"
    assert send_waiting() == 1
    assert run(args=["mail", "unsent"]).output == "0 waiting.\n"
    assert len(mailbox.mails) == 2


def test_a_mail_that_will_be_tried_again_is_named_with_its_fault(
    outbox_app: Flask, mailbox: Box, write: Callable[..., object]
) -> None:
    write("a@firm-of-this-test.cn")
    mailbox.answers["a@firm-of-this-test.cn"] = "450 mailbox busy"
    send_waiting()
    count, line = outbox_app.test_cli_runner().invoke(args=["mail", "unsent"]).output.splitlines()
    assert count == "1 waiting." and "attempt 1 failed: " in line and "mailbox busy" in line


def test_what_was_sent_is_not_sent_again(
    outbox_app: Flask, mailbox: Box, write: Callable[..., object]
) -> None:
    write("a@firm-of-this-test.cn")
    send_waiting()
    name = db.session.scalar(sa.select(Message.public_id))
    db.session.rollback()
    assert (
        outbox_app.test_cli_runner().invoke(args=["mail", "again", str(name)]).output == "0 waiting again.\n"
    )
    assert send_waiting() == 0
