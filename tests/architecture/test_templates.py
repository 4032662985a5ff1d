"""Every template compiles, leads only to places that exist, and says nothing that cannot be translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.tree import named, nothing_in, python_files, tracked

pytestmark = pytest.mark.sqlite_only

TEMPLATES = "app/templates/"
LED_TO = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
SPOKEN = re.compile(
    r"""\b(?:aria-label|title|placeholder|alt|label|data-[\w-]*(?:label|text|words))="([^"]*)\""""
)
# Blocks that stand inside a tag of the layout.
INSIDE_TAG = re.compile(r"{% block \w+_(?:class|data) %}.*?{% endblock %}", re.S)
WORDS = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")
# Names that are the same in both languages, and each language's own name.
NAMES = re.compile(r"English|中文|CSV|JSON|XLSX|PDF|kB|MB|SHA-256|RFC \d+")


def templates() -> list[Path]:
    return [
        path for path in tracked() if named(path).startswith(TEMPLATES) and path.suffix in (".html", ".txt")
    ]


def test_every_template_compiles(app: Flask) -> None:
    for path in templates():
        app.jinja_env.get_template(named(path).removeprefix(TEMPLATES))


def test_every_address_is_of_an_endpoint(app: Flask) -> None:
    sources = [*templates(), *(path for path in python_files(product=True))]
    nothing_in(
        f"{named(path)}: {endpoint}"
        for path in sources
        for endpoint in LED_TO.findall(path.read_text())
        if endpoint not in app.view_functions
    )


def spoken(app: Flask, source: str) -> Iterator[str]:
    """What a reader reads or hears of a template outside of its expressions."""
    pieces = (
        value if kind == "data" else "\0" for _, kind, value in app.jinja_env.lex(INSIDE_TAG.sub("", source))
    )
    page = re.sub("\0+", "\0", "".join(pieces))
    yield from SPOKEN.findall(page)
    yield TAG.sub(" ", page)


def test_no_sentence_is_written_past_the_translation(app: Flask) -> None:
    nothing_in(
        f"{named(path)}: {word}"
        for path in templates()
        if path.suffix == ".html"
        for piece in spoken(app, path.read_text())
        for word in WORDS.findall(NAMES.sub("", piece))
    )


def test_every_deadline_says_what_ends() -> None:
    """A call that leaves it to the words beside it says so with an empty text."""
    nothing_in(
        f"{named(path)}: deadline({inside})"
        for path in templates()
        for inside in re.findall(r"\bdeadline\(([^()]*)\)", path.read_text())
        if "," not in inside
    )
