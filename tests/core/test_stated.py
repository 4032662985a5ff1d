"""A reason is one that a reader can see."""

from __future__ import annotations

import pytest

from app.core.text import stated


@pytest.mark.parametrize("words", ["", "  \n\t", "\u3000", "\u200b", "\u202e \u200f", "\x00", "\ufeff\u00a0"])
def test_what_nobody_can_see_is_no_reason(words: str) -> None:
    assert stated(words) == ""


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (" A former team. ", "A former team."),
        ("原单位\x00同事\n第二行", "原单位同事\n第二行"),
        ("م\u200cی", "م\u200cی"),
        ("？", "？"),
    ],
)
def test_what_is_written_is_kept_without_control_signs(words: str, kept: str) -> None:
    assert stated(words) == kept
