"""Broken rule-books: each fault is named by file, line and key in a sentence of its own, and nothing is loaded."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from app.programmes.commands import group
from app.programmes.rulebook import (
    Fault,
    RuleBook,
    RuleBookFaults,
    canonical_json,
    load_rulebook,
    sha256_of,
    shipped_books,
)
from tests.programmes.broken_books import BROKEN, CONTEST, ECOMMERCE, LEADING, PROJECTS, Broken


def text_of(name: str) -> str:
    return shipped_books()[name].read_text(encoding="utf-8")


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(RuleBookFaults) as refused:
        load_rulebook(text.encode(), name="book.toml")
    return refused.value.faults


@pytest.mark.parametrize("broken", BROKEN.values(), ids=list(BROKEN))
def test_one_fault_is_named_with_its_key_its_line_and_its_sentence(broken: Broken) -> None:
    text = text_of(broken.book)
    assert broken.old in text
    text = text.replace(broken.old, broken.new)
    fault, *more = faults_of(text)
    assert (fault.key, fault.reason) == (broken.key, broken.reason)
    assert broken.line in "\n".join(text.split("\n")[fault.line - 1 : fault.line + 1])
    assert fault.file == "book.toml"
    assert not [other for other in more if other.reason != broken.reason]


def test_every_sentence_is_of_its_own_and_translatable() -> None:
    assert len({broken.reason for broken in BROKEN.values()}) >= 45
    fault = faults_of(text_of(CONTEST).replace("places = 5\n", "places = -5\n"))[0]
    assert fault.message == "must be %(least)s or more; it is %(value)s."
    assert fault.params == {"least": 1, "value": "-5"}


def test_all_faults_are_named_at_once_in_the_order_of_the_file() -> None:
    text = text_of(CONTEST)
    for old, new in (
        ("closes = 2024-08-31\n", "closes = 2024-06-30\n"),
        ('kind = "region"', 'kind = "country"'),
        ("max_tracks = 1", "max_tracks = 7"),
        ("reads = 3", 'reads = "three"'),
        ("places = 5\n", "places = -5\n"),
        ("weight = 10", "weight = 20"),
    ):
        text = text.replace(old, new)
    faults = faults_of(text)
    assert [fault.key.rsplit(".", 1)[-1] for fault in faults] == [
        "closes",
        "max_tracks",
        "kind",
        "reads",
        "rubric",
        "places",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_a_file_in_another_encoding_is_refused_in_words() -> None:
    with pytest.raises(RuleBookFaults, match="not written in UTF-8"):
        load_rulebook(text_of(CONTEST).encode("gb18030"), name="book.toml")


def test_a_mark_before_the_text_changes_nothing() -> None:
    plain, marked = (load_rulebook(text_of(CONTEST).encode(form)) for form in ("utf-8", "utf-8-sig"))
    assert sha256_of(plain) == sha256_of(marked)


def test_what_a_model_says_by_itself_is_the_sentence_with_its_parameters() -> None:
    raw = json.loads(canonical_json(load_rulebook(shipped_books()[CONTEST])))
    with pytest.raises(ValidationError, match="a field of kind file needs this key"):
        raw["directions"][0]["form"][17]["accepts"] = []
        RuleBook.model_validate(raw)


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield from _leaves(below, (*path, key))


def _with(raw: Any, path: tuple[str | int, ...], junk: Any) -> Any:
    changed = copy.deepcopy(raw)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = junk
    return changed


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "2024-02-30"])
def test_a_moment_beyond_the_calendar_is_refused(moment: str) -> None:
    raw = json.loads(canonical_json(load_rulebook(shipped_books()[ECOMMERCE])))
    with pytest.raises(ValidationError):
        RuleBook.model_validate(raw | {"window": {"opens": moment, "closes": moment}})


@pytest.mark.parametrize("number", ["1e400", "1e999999999", "Infinity", "NaN", "-0.001", "ten"])
def test_a_number_beyond_hundredths_is_refused(number: str) -> None:
    raw = json.loads(canonical_json(load_rulebook(shipped_books()[ECOMMERCE])))
    raw["directions"][0]["stages"][1]["rubric"][0]["weight"] = number
    with pytest.raises(ValidationError, match="weight"):
        RuleBook.model_validate(raw)


@pytest.mark.parametrize("junk", [None, -1, 1.5, "", 'x\n"', [], {}, [[]], {"code": []}], ids=repr)
def test_junk_at_any_key_is_refused_or_read_but_never_crashes(junk: Any) -> None:
    raw = json.loads(canonical_json(load_rulebook(shipped_books()[ECOMMERCE])))
    every = list(_leaves(raw))
    paths = [path for path in every if len(path) <= 2] + every[::11]
    for path in paths:
        try:
            book = RuleBook.model_validate(_with(raw, path, junk))
        except ValidationError:
            continue
        assert isinstance(book, RuleBook)
    assert len(paths) > 60


def test_the_command_names_faults_and_ends_with_1(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(text_of(CONTEST).replace("reads = 3", "reads = 0"), encoding="utf-8")
    good = shipped_books()[LEADING]
    result = CliRunner().invoke(group, ["check", str(broken), str(good)])
    assert result.exit_code == 1
    first, second = result.output.splitlines()
    line = broken.read_text(encoding="utf-8").splitlines().index("reads = 0") + 1
    key = f"{PROJECTS}.stages[1 preliminary].reads"
    assert first == f"{broken}:{line} {key} — must be 1 or more; it is 0."
    assert second.endswith(f"sha256 {sha256_of(load_rulebook(good))}")


def test_the_command_asks_about_a_day_of_an_earlier_edition(tmp_path: Path) -> None:
    renewed = tmp_path / "renewed.toml"
    renewed.write_text(
        text_of(CONTEST).replace("latest = 2024-08-31", "latest = 2023-08-31"), encoding="utf-8"
    )
    result = CliRunner().invoke(group, ["check", str(renewed)])
    assert result.exit_code == 0
    line = renewed.read_text(encoding="utf-8").splitlines().index("latest = 2023-08-31") + 1
    key = f"{PROJECTS}.form[5 founded_on].latest"
    assert result.output.splitlines()[1] == (
        f"{renewed}:{line} {key} — 2023-08-31 lies before applications open; is it of an earlier edition?"
    )


def test_the_command_asks_whether_names_are_published_unasked(tmp_path: Path) -> None:
    unasked = tmp_path / "unasked.toml"
    text = text_of(CONTEST)
    start = text.index('[[consents]]\npurpose = "publication"')
    unasked.write_text(text[:start] + text[text.index("[[consents]]", start + 1) :], encoding="utf-8")
    result = CliRunner().invoke(group, ["check", str(unasked)])
    assert result.exit_code == 0
    line = text.splitlines().index("[[consents]]") + 1
    assert result.output.splitlines()[1].startswith(f"{unasked}:{line} consents — nobody is asked")


def test_the_command_passes_the_six_books() -> None:
    result = CliRunner().invoke(group, ["check", *map(str, shipped_books().values())])
    assert result.exit_code == 0, result.output
    assert result.output.count(": OK — ") == 6
