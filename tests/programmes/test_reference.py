"""The reference of the keys: complete, and the page under docs/ is what the command prints."""

from __future__ import annotations

from click.testing import CliRunner

from app.programmes.commands import group
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
