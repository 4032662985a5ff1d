"""Each rule stands at both doors: a view asks it before, and the service enforces it again inside the transaction."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.tree import named, nothing_in, parsed, python_files


def files_of(part: str) -> Iterator[Path]:
    """The files of the application with rules, those with views (whatever guards an endpoint), and those with verbs:
    whatever else writes."""
    for path in python_files(product=True):
        if named(path).startswith("app/") and part == _part_of(path):
            yield path


@cache
def _part_of(path: Path) -> str:
    if path.stem in ("rules", "queries", "forms", "models", "labels"):
        return path.stem
    return "views" if "@guard" in path.read_text() else "service"


def names_in(*nodes: ast.AST) -> set[str]:
    parts = [part for node in nodes for part in ast.walk(node)]
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    return names | {part.attr for part in parts if isinstance(part, ast.Attribute)}


@cache
def functions_of(part: str) -> dict[str, frozenset[str]]:
    """Each function with the names that its answer is made of."""
    return {
        node.name: frozenset(names_in(*node.body))
        for path in files_of(part)
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef)
    }


def rules() -> set[str]:
    return {name for name in functions_of("rules") if name.startswith("may_")}


def reached_from(names: set[str]) -> set[str]:
    """The rules among these names, and those that rules and verdicts of services ask in turn."""
    known = {**functions_of("service"), **functions_of("rules")}
    more = {part for name in names for part in known.get(name, ()) if part in known} - names
    return reached_from(names | more) if more else names & rules()


def decorators() -> Iterator[tuple[bool, ast.expr]]:
    """Every decorator of a view, and whether the view only reads."""
    for path in files_of("views"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                reads = any("get" in names_in(each) for each in node.decorator_list)
                yield from ((reads, each) for each in node.decorator_list)


def guarding(*, readers: bool) -> set[str]:
    guards = (each for reads, each in decorators() if (readers or not reads) and "guard" in names_in(each))
    return reached_from(names_in(*guards))


def enforced() -> set[str]:
    calls = (
        node
        for path in files_of("service")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and any("enforce" in name for name in names_in(node.func))
    )
    return reached_from(names_in(*calls))


def test_every_rule_guards_a_view() -> None:
    nothing_in(rules() - guarding(readers=True))


def test_every_rule_of_a_change_is_enforced_by_a_service() -> None:
    only_read = guarding(readers=True) - guarding(readers=False)
    nothing_in(rules() - enforced() - only_read)
