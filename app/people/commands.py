"""`flask people …`: closing an account and opening it again, by whoever runs the installation."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.db import transaction
from app.people.models import Person
from app.people.persons import service
from app.people.persons.queries import find_person

group = AppGroup("people", help="People of the installation.")


@group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL; it loses everything at its next request."""
    with transaction():
        service.disable(person=_person(email), by=None)
    click.echo("Closed.")


@group.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Open the closed account of EMAIL again."""
    with transaction():
        service.enable(person=_person(email), by=None)
    click.echo("Open.")


def _person(email: str) -> Person:
    if person := find_person(email.strip().lower()):
        return person
    raise click.ClickException("No account has this address.")
