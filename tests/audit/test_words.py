"""Every event that is recorded anywhere has words for its auditors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.desk.audit_log.labels import EVENTS

APP = Path(__file__).parents[2] / "app"
ACTION = re.compile(r"[a-z]+\.[a-z_]+")


def recorded() -> Iterator[tuple[str, str]]:
    """Each action in a call of `record` or a room's own `_record`; of a made-up one the beginning."""
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and node.args:
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in ("record", "_record", "record_list"):
                    yield from ((str(path.relative_to(APP)), action) for action in _actions(node.args[0]))


def _actions(first: ast.expr) -> Iterator[str]:
    for part in ast.walk(first):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value:
            yield part.value


def test_every_event_has_words() -> None:
    found = list(recorded())
    assert len(found) > 40
    missing = {
        (path, action)
        for path, action in found
        if not (
            action in EVENTS or (action.endswith(".") and any(known.startswith(action) for known in EVENTS))
        )
    }
    assert not missing


def test_no_words_without_an_event() -> None:
    actions = {action for _path, action in recorded()}
    beginnings = tuple(action for action in actions if action.endswith("."))
    assert {known for known in EVENTS if known not in actions and not known.startswith(beginnings)} == set()


def test_actions_are_named_alike() -> None:
    assert all(ACTION.fullmatch(action) for action in EVENTS)
