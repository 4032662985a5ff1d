"""`flask accounts …`: the first administrator, and closing an account, by whoever runs the installation."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.accounts import service
from app.accounts.addresses import normal
from app.accounts.models import Person, Role
from app.accounts.queries import find_person
from app.accounts.service.roles import TERM
from app.core import clock
from app.core.db import deed
from app.core.errors import ApplicationError
from app.outbox.render import link_to

group = AppGroup("accounts", help="People of the installation.")


@group.command("administrator")
@click.argument("email")
def administrator(email: str) -> None:
    """Make EMAIL an administrator: at once where it has an account, else by an invitation."""
    try:
        address = normal(email)
        with deed():
            if person := find_person(address):
                service.create_administrator(person=person)
                said = f"{address} is an administrator."
            else:
                said = f"{address} has no account yet. Invitation: {_invite(address)}"
    except ApplicationError as error:
        raise click.ClickException(str(error)) from error
    click.echo(said)


@group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL; it loses everything at its next request."""
    with deed():
        service.disable(person=_person(email), by=None)
    click.echo("Closed.")


@group.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Open the closed account of EMAIL again."""
    with deed():
        service.enable(person=_person(email), by=None)
    click.echo("Open.")


@group.command("password-link")
@click.argument("email")
def password_link(email: str) -> None:
    """Print a link by which EMAIL sets a new password: for whoever cannot get it by mail."""
    with deed():
        token = service.reset_token(person=_person(email))
    click.echo(link_to("accounts.new_password", token=token))


def _invite(address: str) -> str:
    _invitation, token = service.invite(
        email=address, role=Role.ADMINISTRATOR, edition=None, role_ends_at=clock.now() + TERM, by=None
    )
    return link_to("accounts.accept_invitation", token=token)


def _person(email: str) -> Person:
    if person := find_person(email.strip().lower()):
        return person
    raise click.ClickException("No account has this address.")
