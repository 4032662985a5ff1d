"""Every kind of message that is posted anywhere has words in both languages, and is given what they need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined, meta
from sqlalchemy.orm import Session

from app.outbox.link_labels import PAGES, is_own_link
from app.outbox.render import render, speaking

ROOT = Path(__file__).parents[2]
MAILS = ROOT / "app/templates/mail"
POSTING = ("enqueue_letter", "enqueue_letter_to_address", "tell_second_people", "tell_of_strike")
OF_POSTING = {"to", "address", "locale"}
OPTIONAL = {"token", "edition", "member"}
pytestmark = pytest.mark.sqlite_only

# A value for each parameter of any message. A new parameter of a mail stands here first.
TEXT = {"zh": "某项（2024）", "en": "Something (2024)"}
INSTANT = "2024-07-31T16:00:00+00:00"
SAMPLES = {
    "account": "ann@firm.example",
    "answer_by": INSTANT,
    "assignment": "a" * 16,
    "at": INSTANT,
    "cause": "ineligible",
    "closes_at": INSTANT,
    "correction": "c" * 16,
    "count": 2,
    "direction": TEXT,
    "edition": TEXT,
    "entry": "e" * 16,
    "expires_at": INSTANT,
    "group": 1,
    "invited": "bob@firm.example",
    "member": TEXT,
    "name": TEXT,
    "nomination": "n" * 16,
    "ranking": "r" * 16,
    "nominee": "Firm & Sons",
    "number": "SW-2024-0001",
    "programme": TEXT,
    "reason": "A page is missing.",
    "refusal": "It was a mistake.",
    "words": "We were bought.",
    "state": "agreed",
    "strike": "s" * 16,
    "role": "judge",
    "sha256": "0" * 64,
    "stage": TEXT,
    "title": TEXT,
    "token": "secret",
    "version": "v" * 16,
    "year": 2024,
}


@dataclass(frozen=True)
class Posting:
    """One call that posts a message of a kind; of a kind put together at run time, how it begins."""

    where: str
    kind: str
    params: frozenset[str]
    spread: bool
    """Whether further parameters come out of a mapping."""

    @property
    def templates(self) -> list[str]:
        return [
            name
            for name in kinds()
            if name == self.kind or (self.kind.endswith("_") and name.startswith(self.kind))
        ]


def kinds() -> list[str]:
    return sorted(path.stem for path in MAILS.glob("*.txt") if path.stem != "layout")


def postings() -> Iterator[Posting]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in POSTING:
                params = frozenset(word.arg for word in node.keywords if word.arg) - OF_POSTING
                spread = any(word.arg is None for word in node.keywords)
                for kind in _kinds(node):
                    yield Posting(
                        str(path.relative_to(ROOT)), kind, params, spread or _called(node) not in POSTING[:2]
                    )


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _kinds(node: ast.Call) -> Iterator[str]:
    """The words among the positional arguments that can be a kind."""
    parts = (part for argument in node.args for part in ast.walk(argument))
    for part in parts:
        if (
            isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and re.fullmatch(r"[a-z_]+", part.value)
        ):
            yield part.value


def needs_of(app: Flask, kind: str) -> set[str]:
    """The parameters that the words of a kind speak of."""
    parsed = app.jinja_env.parse((MAILS / f"{kind}.txt").read_text(encoding="utf-8"))
    return meta.find_undeclared_variables(parsed) - app.jinja_env.globals.keys()


def test_the_scan_finds_what_is_posted() -> None:
    assert {"verify_address", "reset_password", "invitation", "entry_submitted"} <= {
        each.kind for each in postings()
    }


def test_every_kind_has_words() -> None:
    assert [each for each in postings() if not each.templates] == []


def test_no_words_without_a_kind() -> None:
    assert set(kinds()) - {name for each in postings() for name in each.templates} == set()


def test_every_kind_is_given_what_its_words_need(app: Flask) -> None:
    missing = [
        (each.where, name, lacking)
        for each in postings()
        if not each.spread
        for name in each.templates
        if (lacking := needs_of(app, name) - each.params - OPTIONAL)
    ]
    assert missing == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", kinds())
def test_every_letter_can_be_written(session: Session, app: Flask, name: str, language: str) -> None:
    """With its optional parameters and without: a subject, a body, and nothing misspelt."""
    needs = needs_of(app, name)
    assert needs <= SAMPLES.keys(), "give the new parameter a sample above"
    for left_out in (set(), OPTIONAL):
        params = {need: SAMPLES[need] for need in needs - left_out}
        letter = render(name, params, language)
        assert letter.subject
        assert letter.body
        assert not re.search(r"None|Undefined|%\(", letter.subject + letter.body)
    strict = app.jinja_env.overlay(undefined=StrictUndefined)
    with speaking(language):
        strict.get_template(f"mail/{name}.txt").render(**{need: SAMPLES[need] for need in needs})


@pytest.mark.parametrize("name", ["assigned", "candidacy_returned", "results_published", "nomination_asked"])
def test_a_letter_that_asks_for_something_leads_there(session: Session, app: Flask, name: str) -> None:
    letter = render(name, {need: SAMPLES[need] for need in needs_of(app, name)}, "en")
    assert any(is_own_link(line) for line in letter.body.splitlines())


def test_every_page_that_letters_lead_to_has_words_for_its_link() -> None:
    letters = "".join((MAILS / f"{name}.txt").read_text(encoding="utf-8") for name in kinds())
    assert set(re.findall(r'link_to\("([\w.]+)"', letters)) == PAGES.keys()


def test_the_receipt_says_when_and_leads_to_the_entry(session: Session, app: Flask) -> None:
    body = render(
        "entry_submitted", {need: SAMPLES[need] for need in needs_of(app, "entry_submitted")}, "en"
    ).body
    assert "submitted on" in body and "Beijing time" in body
    assert any(is_own_link(line) and "/entries/" in line for line in body.splitlines())
