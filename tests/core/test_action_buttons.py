"""Greyed buttons say why: neighbours of one reason together, others each with its own."""

from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string

from app.core.verdict import Verdict

pytestmark = pytest.mark.sqlite_only

PAGE = '{% from "components/forms.html" import action_buttons %}{{ action_buttons(items) }}'
CLOSED, UNTIED = Verdict(False, "This stage is closed."), Verdict(False, "A tie is open.")
YES = Verdict(True)


def groups(app: Flask, *items: tuple[str, Verdict | None]) -> list[list[str]]:
    """Runs of greyed buttons, each run ended by its reason; an allowed button stands alone."""
    with app.test_request_context("/?lang=en"):
        page = render_template_string(PAGE, items=[{"label": x, "url": "/", "verdict": v} for x, v in items])
    pieces = re.findall(r'<span class="refused">(.*?</span>)\s*</span>|<a[^>]*>(.*?)</a>', page, re.S)
    words = [re.sub(r"<svg.*?</svg>|<[^>]*>", "\n", one or other) for one, other in pieces]
    return [[word.strip() for word in piece.split("\n") if word.strip()] for piece in words]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([("a", CLOSED), ("b", CLOSED)], [["a", "b", CLOSED.reason]]),
        ([("a", CLOSED), ("b", UNTIED)], [["a", CLOSED.reason], ["b", UNTIED.reason]]),
        ([("a", CLOSED), ("b", YES), ("c", CLOSED)], [["a", CLOSED.reason], ["b"], ["c", CLOSED.reason]]),
        ([("a", None), ("b", YES)], [["a"], ["b"]]),
    ],
    ids=["shared", "different", "not neighbours", "allowed"],
)
def test_only_neighbours_share_a_reason(
    app: Flask, items: list[tuple[str, Verdict | None]], expected: list[list[str]]
) -> None:
    assert groups(app, *items) == expected


def test_a_greyed_button_always_carries_a_padlock(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        page = render_template_string(
            PAGE, items=[{"label": "a", "url": "/", "verdict": CLOSED, "symbol": "plus"}]
        )
    assert re.findall(r"icons\.svg[^#]*#([\w-]+)", page) == ["lock"]


def test_what_is_closed_does_not_look_as_if_it_had_not_begun(app: Flask) -> None:
    badges = '{% from "components/status.html" import status_badge %}'
    badges += '{{ status_badge("closed", "a") }}{{ status_badge("not_started", "b") }}{{ status_badge("draft", "c") }}'
    with app.test_request_context("/?lang=en"):
        page = render_template_string(badges)
    assert re.findall(r"icons\.svg[^#]*#([\w-]+)", page) == ["lock", "circle-dashed", "circle-dashed"]
