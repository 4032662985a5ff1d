"""The words of the project: none that is forbidden, none that the glossary has retired."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from config import ROOT
from tests.architecture.tree import named, nothing_in, parsed, python_files, tracked

HOSTS = ("pypi", "pythonhosted", "npmjs", "yarnpkg", "rubygems", "anaconda")
FORBIDDEN = re.compile(
    "|".join(
        [
            rf"[\w.-]*\b(?:{'|'.join(HOSTS)})\.(?:org|com)",
            r"(?<![\w/.])/(?:work|tmp|home|root)/",
            r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
        ]
    )
)
CHINESE = ROOT / "app/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
PARAMETER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
NOT_OURS = ("app/static/vendor/", "tests/browser/vendor/")


def text_of(path: Path) -> str | None:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return None


def test_no_forbidden_words() -> None:
    nothing_in(
        f"{named(path)}: {match[0]}"
        for path in tracked()
        if not named(path).startswith(NOT_OURS) and (text := text_of(path)) is not None
        for match in FORBIDDEN.finditer(text)
    )


def test_locks_hold_no_address() -> None:
    locks = [path for path in tracked() if path.suffix == ".lock" or path.name == "package-lock.json"]
    assert {path.name for path in locks} >= {"base.lock", "dev.lock", "installer.lock"}
    # npm's lock names sponsors of its packages; only where a package comes from is forbidden.
    assert [named(path) for path in locks if re.search(r'"resolved"|^[^"]*://', path.read_text(), re.M)] == []


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CHINESE.open("rb") as file:
        return read_po(file)


def retired(kind: str) -> list[str]:
    """The patterns of the glossary's table of retired words that are of one kind: code, English or Chinese."""
    table = (ROOT / "docs/glossary.md").read_text("utf-8").partition("## Retired")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    written = [
        words for words, kinds, *_say in (row for row in rows if len(row) == 3) if kind in kinds.split(", ")
    ]
    ascii_brackets = str.maketrans("（）", "()")  # the table writes them wide, as its Chinese is written
    return [word.translate(ascii_brackets) for words in written for word in re.findall("`([^`]+)`", words)]


RIGHT_IN = {"seats": "scoring/decide/", "papers": "scoring/decide/voting/"}
"""Where a retired word is the word of its subject: seats that quotas share out, papers that a count hands on."""


def names_in(tree: ast.Module) -> Iterator[str]:
    """Every name that the code gives: to functions, classes, arguments, variables and attributes."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.alias(asname=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield name


def retired_of(names: Iterable[str], words: Collection[str]) -> Iterator[str]:
    """Those that are a retired word, but for the underscore before a name that its file keeps to itself."""
    yield from (name for name in names if name.lstrip("_") in words)


def test_the_names_of_code_are_read() -> None:
    source = """
class booth:
    stamp: int
    def perform(self, said, *, told, **owed):
        self.papers, (seat, *seats) = [chores for chores in said], told
        if wipe := told: import rooms as house
    async def _unseat(self): pass
"""
    found = set(retired_of(names_in(ast.parse(source)), retired("code")))
    assert found == {
        "booth",
        "stamp",
        "perform",
        "said",
        "told",
        "owed",
        "papers",
        "seat",
        "seats",
        "chores",
        "wipe",
        "house",
        "_unseat",
    }


def test_no_name_is_a_retired_word() -> None:
    words = set(retired("code"))
    nothing_in(
        f"{where}: {name}"
        for path in python_files(product=True)
        if (where := named(path)).startswith(("app/", "scoring/"))
        for name in retired_of((*Path(where).with_suffix("").parts, *names_in(parsed(path))), words)
        if not (name in RIGHT_IN and where.startswith(RIGHT_IN[name]))
    )


def forms(said: object) -> Iterator[str]:
    """What a person reads of a sentence or of its plural forms: not the names of its parameters."""
    for form in said if isinstance(said, tuple | list) else (said,):
        yield PARAMETER.sub("", str(form))


def test_the_table_of_retired_words_is_read() -> None:
    assert {"owed", "the office", "stepped back"} <= set(retired("English"))
    assert {"席位", "参评项(?!目)"} <= set(retired("Chinese"))
    assert {"owed", "rooms"} <= set(retired("code"))


def test_no_sentence_says_a_retired_word(catalogue: Catalog) -> None:
    word = re.compile(rf"\b(?:{'|'.join(retired('English'))})\b", re.I)
    nothing_in(
        f"{found[0]}: {message.id}"
        for message in catalogue
        for form in forms(message.id)
        if (found := word.search(form))
    )


def test_no_translation_says_a_retired_word(catalogue: Catalog) -> None:
    word = re.compile("|".join(retired("Chinese")))
    nothing_in(
        f"{found[0]}: {message.string}"
        for message in catalogue
        if message.id
        for form in forms(message.string)
        if (found := word.search(form))
    )


def test_a_rule_book_has_one_name_in_chinese(catalogue: Catalog) -> None:
    other_names = re.compile("规则" + "书|章" + "程")
    nothing_in(
        f"{named(path)}: {found[0]}"
        for path in tracked()
        if named(path) != "docs/glossary.md"  # which lists the names that are retired
        and (found := other_names.search(text_of(path) or ""))
    )
    speaking = [message for message in catalogue if "rule-book" in str(message.id).lower()]
    assert len(speaking) > 20
    nothing_in(message.id for message in speaking if "评选办法" not in str(message.string))
