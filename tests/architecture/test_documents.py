"""What the documents name is there: files, links, commands and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from config import ROOT
from run import STEPS
from tests.architecture.tree import named, nothing_in, tracked

PLACES = {
    "": ROOT,
    "components": ROOT / "app/templates",
    "layouts": ROOT / "app/templates",
    "js": ROOT / "app/static",
}
"""Where a path begins that is written without its first folders, as templates name each other."""
QUOTED = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:^|[\s/(`])flask ([a-z][a-z-]*(?: [a-z][a-z-]+)?)")


def documents() -> list[Path]:
    """What people read of the project; a decision keeps the words of its day."""
    found = [path for path in tracked() if path.suffix == ".md" and "decisions" not in path.parts]
    return [path for path in found if named(path) != "CHANGELOG.md" and "vendor" not in path.parts]


def quoted(path: Path) -> Iterator[str]:
    """What stands between single backticks."""
    yield from QUOTED.findall(FENCED.sub("", path.read_text()))


def is_path(word: str) -> bool:
    """A file or folder of the project, by the folder it begins with; words after it are of a command."""
    first, slash, _rest = word.partition("/")
    return bool(slash) and " " not in word and (first in PLACES or (ROOT / first).is_dir()) and first != ""


def is_there(word: str) -> bool:
    """`<noun>` and `…` stand for anything; a folder may be written with a stroke at its end."""
    place = PLACES.get(word.partition("/")[0], ROOT)
    return any(place.glob(re.sub(r"<\w+>|…", "*", word.rstrip("/"))))


def missing_paths(path: Path) -> Iterator[str]:
    own = (word for word in quoted(path) if is_path(word))
    yield from (
        f"{named(path)}: {word}" for word in own if not is_there(word) and not word.startswith("var/")
    )


def missing_links(path: Path) -> Iterator[str]:
    for target in LINK.findall(path.read_text()):
        if "://" not in target and not (path.parent / target).exists():
            yield f"{named(path)}: {target}"


def test_every_path_that_a_document_names_exists() -> None:
    nothing_in(word for path in documents() for word in missing_paths(path))


def test_every_link_of_a_document_leads_somewhere() -> None:
    nothing_in(target for path in documents() for target in missing_links(path))


@pytest.mark.sqlite_only
def test_every_command_that_a_document_names_exists(app: Flask) -> None:
    said = {(path, words) for path in documents() for words in COMMAND.findall(path.read_text())}
    assert len(said) > 10
    nothing_in(f"{named(path)}: flask {words}" for path, words in said if not is_command(app, words))


def is_command(app: Flask, words: str) -> bool:
    """The first word is a command; where that is a group, the second is one of the group."""
    first, _blank, second = words.partition(" ")
    command = app.cli.commands.get(first)
    if isinstance(command, click.Group) and second:
        return second in command.commands
    return command is not None


def test_every_step_that_a_document_names_exists() -> None:
    steps = [
        (path, word[5:]) for path in documents() for word in quoted(path) if re.fullmatch(r"make \w+", word)
    ]
    assert steps
    nothing_in(f"{named(path)}: make {step}" for path, step in steps if step not in STEPS)


@pytest.mark.sqlite_only
def test_every_address_that_a_document_names_is_served(app: Flask) -> None:
    said = [
        (path, word) for path in documents() for word in quoted(path) if re.fullmatch(r"/[\w/…<>.-]*", word)
    ]
    assert len(said) > 5
    nothing_in(f"{named(path)}: {word}" for path, word in said if not is_served(app, word))


def is_served(app: Flask, address: str) -> bool:
    try:
        app.url_map.bind("localhost").match(re.sub(r"<\w+>|…", "x", address), method="GET")
    except MethodNotAllowed:
        return True
    except NotFound:
        return False
    return True


def test_what_is_gone_is_found(tmp_path: Path) -> None:
    assert is_path("app/results/nowhere.py") and not is_there("app/results/nowhere.py")
    assert is_there("app/<feature>/<noun>/rules.py") and is_there("components/page.html")
    assert not is_path("application/json") and not is_path("git ls-files app/")
