"""`flask people …`: closing an account and opening it again, by whoever runs the installation."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.db import transaction
from app.outbox.render import link_to
from app.people.models import Person
from app.people.passwords import service as passwords_service
from app.people.persons import service as persons_service
from app.people.persons.queries import find_person

group = AppGroup("people", help="People of the installation.")


@group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL; it loses everything at its next request."""
    with transaction():
        persons_service.disable(person=_person(email), by=None)
    click.echo("Closed.")


@group.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Open the closed account of EMAIL again."""
    with transaction():
        persons_service.enable(person=_person(email), by=None)
    click.echo("Open.")


@group.command("password-link")
@click.argument("email")
def password_link(email: str) -> None:
    """Print a link by which EMAIL sets a new password: for whoever cannot get it by mail."""
    with transaction():
        token = passwords_service.reset_token(person=_person(email))
    click.echo(link_to("people.new_password", token=token))


def _person(email: str) -> Person:
    if person := find_person(email.strip().lower()):
        return person
    raise click.ClickException("No account has this address.")
