"""The reference of the keys: complete, and the page under docs/ is what the command prints."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from app.programmes.commands import group
from app.programmes.rulebook import RuleBookFaults, load_rulebook, sha256_of
from app.programmes.rulebook.reference import reference
from config import ROOT
from tests.architecture.keys import parts_of
from tests.architecture.tree import nothing_in

PAGE = ROOT / "docs" / "rule-book-keys.md"


def test_the_page_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(group, ["reference"])
    assert printed.exit_code == 0
    assert printed.output == PAGE.read_text(), "flask rulebook reference > docs/rule-book-keys.md"


def test_every_key_says_what_it_means_and_has_a_line() -> None:
    lines = reference().splitlines()
    fields = [(kind, name, field) for kind in parts_of() for name, field in kind.model_fields.items()]
    nothing_in(f"{kind.__name__}.{name}" for kind, name, field in fields if not field.description)
    nothing_in(
        name for _kind, name, _field in fields if not any(x.startswith(f"| `{name}` |") for x in lines)
    )


def test_what_is_locked_informing_or_refused_is_said() -> None:
    told = {line.split(" | ")[0]: line for line in reference().splitlines()}
    assert "stays | not yet: nobody is asked for a re-review yet" in told["| `gap`"]
    assert told["| `overseas_note`"].endswith("| may change | information |")
    assert "| by a correction | yes |" in told["| `weight`"]
    assert "whole number, 0 or more" in told["| `others_needed`"]


def test_the_tutorial_says_what_the_check_says() -> None:
    """The file is written part by part; its one fault is mended on the way, and the hash is the one told."""
    page = (ROOT / "docs" / "rule-books.md").read_text()
    written = "\n".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    with pytest.raises(RuleBookFaults) as found:
        load_rulebook(written.encode(), name="var/first/village-net-2027.toml")
    assert [str(fault) in page for fault in found.value.faults] == [True]
    book = load_rulebook(written.replace("weight = 30", "weight = 40").encode())
    assert page.count(sha256_of(book)) == 2
