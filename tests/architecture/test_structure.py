"""The plan of the application: features in layers, no ring, no way round it, one name for one class."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from config import ROOT
from tests.architecture.tree import named, nothing_in, parsed, python_files

LONGEST_LINE = 160


def of_app() -> Iterator[Path]:
    return (path for path in python_files(product=True) if named(path).startswith("app/"))


def imports_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module of the application that a file imports, inside functions too, and whether for its types alone."""
    tree = parsed(path)
    types = {id(part) for node in ast.walk(tree) if _for_types(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app."):
            yield node.module, id(node) in types
        if isinstance(node, ast.Import):
            yield from ((each.name, id(node) in types) for each in node.names if each.name.startswith("app."))


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def feature_of(module: str) -> str:
    return module.split(".")[1]


def test_no_two_features_import_each_other() -> None:
    """Counted with every import: for types alone, and inside functions."""
    arrows: dict[tuple[str, str], str] = {}
    for path in of_app():
        here = named(path).split("/")[1]
        for module, _types in imports_of(path):
            arrows.setdefault((here, feature_of(module)), named(path))
    nothing_in(
        f"{a} <-> {b}: {arrows[a, b]}, {arrows[b, a]}" for a, b in arrows if a < b and (b, a) in arrows
    )


def test_only_rules_import_models_for_their_types_alone() -> None:
    nothing_in(
        f"{named(path)}: {module}"
        for path in of_app()
        for module, types in imports_of(path)
        if types and path.name != "rules.py" and "programmes/rulebook/" not in named(path)
    )


def test_no_class_is_fetched_through_a_mapper() -> None:
    nothing_in(
        f"{named(path)}:{node.lineno}"
        for path in of_app()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "class_"
    )


def test_no_two_classes_share_a_name() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in of_app():
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(named(path))
    nothing_in(f"{name}: {', '.join(where)}" for name, where in found.items() if len(where) > 1)


def test_lines_of_templates_can_be_read() -> None:
    nothing_in(
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters, {LONGEST_LINE} at most"
        for path in sorted((ROOT / "app/templates").rglob("*.html"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    )
