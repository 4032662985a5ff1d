"""`flask mail …`: what waits, what was given up, and trying that again."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.db import transaction
from app.outbox.models import Message
from app.outbox.queries import given_up, unsent_count
from app.outbox.sending import try_again

group = AppGroup("mail", help="Mails that have not been sent.")


@group.command("unsent")
def unsent() -> None:
    """How many mails wait, and each that was given up with the last words of the mail server."""
    click.echo(f"{unsent_count()} waiting.")
    for message in given_up():
        click.echo(_line(message))


def _line(message: Message) -> str:
    return f"{message.public_id}  {message.kind}  to {message.address}  given up: {message.last_error}"


@group.command("again")
@click.argument("messages", nargs=-1)
def again(messages: tuple[str, ...]) -> None:
    """Try the named MESSAGES again, or all that were given up; once an address or the mail server is put right."""
    with transaction():
        count = try_again(messages)
    click.echo(f"{count} waiting again.")
