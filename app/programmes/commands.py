"""`flask rulebook …`: check a file before an edition is opened with it, and print what a file can say."""

from __future__ import annotations

from pathlib import Path

import click

from app.programmes.rulebook import RuleBookFaults, hints_of, load_rulebook, sha256_of
from app.programmes.rulebook.reference import reference

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("rulebook")
def group() -> None:
    """Rule-books."""


@group.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Name the faults of each FILE; exit with 1 where there is one. What may not be meant so is asked."""
    passed = [_passes(file) for file in files]
    if not all(passed):
        raise click.exceptions.Exit(1)


@group.command("reference")
def print_reference() -> None:
    """Print every key that a rule-book can have: what docs/rule-book-keys.md holds."""
    click.echo(reference(), nl=False)


def _passes(file: Path) -> bool:
    try:
        book = load_rulebook(file, name=str(file))
    except RuleBookFaults as found:
        for fault in found.faults:
            click.echo(str(fault))
        return False
    click.echo(f"{file}: OK — {book.short_name.en} {book.year}, sha256 {sha256_of(book)}")
    for hint in hints_of(book, file, str(file)):
        click.echo(str(hint))
    return True
