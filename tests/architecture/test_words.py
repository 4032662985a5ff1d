"""The project speaks of itself: no address of a package registry, no path of a machine, nothing left to do."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

from config import ROOT
from tests.architecture.tree import named, nothing_in, tracked

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


def test_a_rule_book_has_one_name_in_chinese() -> None:
    other_names = re.compile("规则" + "书|章" + "程")
    nothing_in(
        f"{named(path)}: {found[0]}"
        for path in tracked()
        if (found := other_names.search(text_of(path) or ""))
    )
    with (ROOT / "app/translations/zh_Hans_CN/LC_MESSAGES/messages.po").open("rb") as file:
        speaking = [message for message in read_po(file) if "rule-book" in str(message.id).lower()]
    assert len(speaking) > 20
    nothing_in(message.id for message in speaking if "评选办法" not in str(message.string))
