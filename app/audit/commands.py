"""`flask audit …`: seal the log, verify it, show its key."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.audit import sealing
from app.audit.keys import verifier
from app.audit.verify import verify

group = AppGroup("audit", help="The log of deeds.")


@group.command("seal")
def seal_now() -> None:
    """Order the unsealed leaves into the tree and sign a checkpoint."""
    count = sealing.seal()
    click.echo(f"{count} leaves sealed.")
    if count and (last := sealing.latest()):
        click.echo(last.note, nl=False)


@group.command("verify")
def verify_all() -> None:
    """Recompute every hash, root and signature; exit status 1 where one does not hold."""
    report = verify(verifier(current_app.config["SETTINGS"]))
    for fault in report.faults:
        click.echo(str(fault), err=True)
    click.echo(
        f"{report.sealed} leaves under {report.checkpoints} checkpoints, {report.unsealed} not yet sealed."
    )
    if report.faults:
        click.echo(f"{len(report.faults)} faults: the log was changed.", err=True)
        sys.exit(1)
    click.echo("The log holds.")


@group.command("key")
def show_key() -> None:
    """The public key that checkpoints are signed with."""
    click.echo(str(verifier(current_app.config["SETTINGS"])))
