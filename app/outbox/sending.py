"""Send what waits in the outbox, each message at least once and in a short transaction of its own.

A message is claimed by moving its next attempt ahead, each time farther; only then is it handed over, and marked
as sent afterwards. A sender that dies between leaves it to the next attempt, which carries the same Message-ID.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import sqlalchemy as sa
import structlog
from flask import current_app

from app.core import clock
from app.core.db import db, transaction
from app.outbox.backends import Backend, open_backend
from app.outbox.models import Message
from app.outbox.render import framed
from app.outbox.reserved_addresses import is_for_reserved
from app.outbox.retries import delay_after, is_given_up
from config import Settings

log = structlog.get_logger(__name__)

BATCH = 200
SECRET = "token"


@dataclass(frozen=True, slots=True)
class Outgoing:
    id: int
    name: str
    mail: EmailMessage


def send_waiting(*, most: int = BATCH) -> int:
    """Send up to `most` waiting messages; the number that left."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.smtp_url.get_secret_value():
        settle_reserved()
    waiting = db.session.scalars(sa.select(Message.id).where(_waits()).order_by(Message.id).limit(most)).all()
    db.session.rollback()
    if not waiting:
        return 0
    try:
        with open_backend(settings) as backend:
            return sum(_send(number, backend, settings) for number in waiting)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail could not be sent", error=repr(error))
        return 0


def settle_reserved() -> int:
    """Count messages to reserved addresses as done: nothing can receive them, they stay in the inbox."""
    unsent = (Message.sent_at.is_(None), Message.given_up_at.is_(None), is_for_reserved())
    count = 0
    while True:
        with transaction() as session:
            found = session.scalars(sa.select(Message).where(*unsent).order_by(Message.id).limit(BATCH)).all()
            for message in found:
                _mark_sent(message)
        count += len(found)
        if len(found) < BATCH:
            return count


def _waits() -> sa.ColumnElement[bool]:
    return sa.and_(
        Message.sent_at.is_(None),
        Message.given_up_at.is_(None),
        sa.or_(Message.next_attempt_at.is_(None), Message.next_attempt_at <= clock.now()),
    )


def _send(number: int, backend: Backend, settings: Settings) -> bool:
    """Send one message; False where another sender has it, or it could not be sent."""
    try:
        if (outgoing := _claim(number, settings)) is None:
            return False
        backend.deliver(outgoing.mail, outgoing.name)
    except smtplib.SMTPServerDisconnected:
        raise
    except Exception as error:
        log.warning("a message could not be sent", message=number, error=repr(error))
        _note_failure(number, error)
        return False
    with transaction() as session:
        _mark_sent(session.get_one(Message, number))
    return True


def _claim(number: int, settings: Settings) -> Outgoing | None:
    still_waiting = sa.select(Message).where(Message.id == number, _waits())
    with transaction() as session:
        message = session.scalar(still_waiting.with_for_update(skip_locked=True))
        if message is None:
            return None
        message.attempts += 1
        message.next_attempt_at = clock.now() + delay_after(message.attempts)
    name = f"{message.created_at:%Y%m%dT%H%M%S}-{message.public_id}"
    return Outgoing(number, name, compose(message, settings))


def compose(message: Message, settings: Settings) -> EmailMessage:
    """The mail of a message. What somebody typed stands in its body and subject, and can be no header."""
    words, mail = framed(message), EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = settings.mail_from, message.address
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.public_id}@{settings.mail_from.rpartition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words.body)
    mail["Content-Language"] = "zh-Hans" if message.locale == "zh" else "en"
    return mail


def _mark_sent(message: Message) -> None:
    """Done; a secret that was mailed is kept no longer."""
    message.sent_at, message.next_attempt_at, message.last_error = clock.now(), None, None
    if SECRET in message.params:
        message.params = {name: value for name, value in message.params.items() if name != SECRET}


def _note_failure(number: int, error: Exception) -> None:
    with transaction() as session:
        message = session.get_one(Message, number)
        message.last_error = repr(error)[:1000]
        if is_given_up(message.attempts, error):
            message.given_up_at, message.next_attempt_at = clock.now(), None
