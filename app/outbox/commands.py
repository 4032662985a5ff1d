"""`flask mail …`: what waits, what was given up, and trying that again."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.db import transaction
from app.outbox.models import Message
from app.outbox.queries import failed, unsent_count
from app.outbox.retries import try_again

group = AppGroup("mail", help="Mails that have not been sent.")


@group.command("unsent")
def unsent() -> None:
    """How many mails wait, and each that failed, with the last words of the mail server."""
    click.echo(f"{unsent_count()} waiting.")
    for message in failed():
        click.echo(_line(message))


def _line(message: Message) -> str:
    tried = "given up" if message.given_up_at else f"attempt {message.attempts} failed"
    return f"{message.public_id}  {message.kind}  to {message.address}  {tried}: {message.last_error}"


@group.command("again")
@click.argument("messages", nargs=-1)
def again(messages: tuple[str, ...]) -> None:
    """Try the named MESSAGES again, or all that were given up; once an address or the mail server is put right."""
    with transaction():
        count = try_again(messages)
    click.echo(f"{count} waiting again.")
