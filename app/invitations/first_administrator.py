"""`flask people administrator`: the first administrator, by whoever runs the installation."""

from __future__ import annotations

import click

from app.core import clock
from app.core.db import transaction
from app.core.errors import ApplicationError
from app.invitations import service
from app.outbox.render import link_to
from app.people.mail_addresses import normal
from app.people.models import Role
from app.people.persons.queries import find_person
from app.people.roles import service as roles_service
from app.people.roles.service import TERM


@click.command("administrator")
@click.argument("email")
def administrator(email: str) -> None:
    """Make EMAIL an administrator: at once where it has an account, else by an invitation."""
    try:
        address = normal(email)
        with transaction():
            if person := find_person(address):
                roles_service.create_administrator(person=person)
                given = f"{address} is an administrator."
            else:
                given = f"{address} has no account yet. Invitation: {_invite(address)}"
    except ApplicationError as error:
        raise click.ClickException(str(error)) from error
    click.echo(given)


def _invite(address: str) -> str:
    _invitation, token = service.invite(
        email=address, role=Role.ADMINISTRATOR, edition=None, role_ends_at=clock.now() + TERM, by=None
    )
    return link_to("invitations.accept_invitation", token=token)
