"""`flask audit …`: seal the log, verify it, prove what stands in it, show its key and change it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from flask.cli import AppGroup

from app.audit import key_changes, proofs, sealing
from app.audit.checkpoints import Verifier, verifier_of
from app.audit.keys import exchange, find_key
from app.audit.verify import verify
from app.core.db import db, transaction
from app.core.startup_checks import StartRefused
from config import Settings

group = AppGroup("audit", help="The audit log.")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _key() -> Ed25519PrivateKey:
    """The key of the log; made where no log was begun."""
    try:
        return key_changes.key_of_log(_settings())
    except StartRefused as refused:
        raise click.ClickException(str(refused)) from refused
    finally:
        db.session.rollback()


def _verifier() -> Verifier:
    """The public key at hand, whether or not it is the log's: that is for the checks to say."""
    return verifier_of(_settings().log_origin, find_key(_settings()) or _key())


@group.command("seal")
def seal_now() -> None:
    """Order the unsealed events into the tree and sign a checkpoint."""
    _key()
    count = sealing.seal()
    click.echo(f"{count} events sealed.")
    if count and (last := key_changes.latest()):
        click.echo(last.note, nl=False)


@group.command("verify")
def verify_all() -> None:
    """Recompute every hash, root and signature; exit status 1 where one does not hold."""
    report = verify(_verifier())
    for fault in report.faults:
        click.echo(str(fault), err=True)
    click.echo(
        f"{report.sealed} events under {report.checkpoints} checkpoints, {report.unsealed} not yet sealed."
    )
    if report.faults:
        click.echo(f"{len(report.faults)} faults: the log was changed.", err=True)
        sys.exit(1)
    click.echo("The log holds.")


@group.command("key")
def show_key() -> None:
    """The public key that checkpoints are signed with."""
    click.echo(str(_verifier()))


@group.command("new-key")
@click.option("--lost", is_flag=True, help="The present key is lost for good.")
def new_key(lost: bool) -> None:
    """Sign with a new key from now on, and put the change on record."""
    last = key_changes.latest()
    if last is None:
        raise click.ClickException(
            "Nothing is signed yet: put another key in the place of this one, or remove it."
        )
    present = None if lost else _key()
    earlier = verifier_of(_settings().log_origin, present) if present else key_changes.known_signer(last)
    db.session.rollback()
    if earlier is None:
        raise click.ClickException("No public key that is remembered has signed the last checkpoint.")
    if present:
        sealing.seal()

    def change(key: Ed25519PrivateKey) -> None:
        with transaction():
            sealing.change_key(key, earlier=earlier, handed_over_by=present)

    path = exchange(_settings(), change)
    click.echo(f"On record. The new key lies in {path}.")
    if _settings().signing_key.get_secret_value():
        click.echo("Put it in the place of SIGNING_KEY and start the application and its worker again.")


@group.command("prove")
@click.argument("place", type=int, required=False)
@click.option("--since", type=int, help="Prove that the log of so many events is the beginning of this one.")
def prove(place: int | None, since: int | None) -> None:
    """Print a proof: that an event stands at PLACE of the log, or that nothing was changed since a checkpoint."""
    if (place is None) == (since is None):
        raise click.UsageError("Name a place of the log, or --since a checkpoint.")
    try:
        proof = proofs.inclusion(place) if place is not None else proofs.consistency(since or 0)
    except proofs.NoProof as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(proof, ensure_ascii=False, indent=2))


@group.command("check")
@click.argument("proof", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--key", "keys", multiple=True, help="The public key of the log, as `flask audit key` prints it."
)
def check(proof: Path, keys: tuple[str, ...]) -> None:
    """Check a proof, with --key by itself and without the database; exit status 1 where it does not hold."""
    try:
        verifiers = [Verifier.parsed(text) for text in keys] or [_verifier(), *key_changes.remembered()]
        given = proofs.check(json.loads(proof.read_text(encoding="utf-8")), verifiers)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException("This is no proof.") from error
    except proofs.NoProof as error:
        raise click.ClickException(str(error)) from error
    click.echo(given)
