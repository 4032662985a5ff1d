"""What rules read, pages can enter: the demonstration knows no way of its own to put data in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from app.core.db import Model
from app.core.db.tables import import_all_models
from tests.architecture.tree import named, nothing_in, parsed, python_files

DEMO = "app/demo/"
DECIDED_BY_VERBS = frozenset({"by"})


def product(*, demo: bool) -> Iterator[Path]:
    """The files of the application, or those of the demonstration alone."""
    for path in python_files(product=True):
        if named(path).startswith("app/") and named(path).startswith(DEMO) == demo:
            yield path


def of_services() -> Iterator[Path]:
    return (path for path in product(demo=False) if "service" in (path.stem, path.parent.name))


def optional_keywords() -> Iterator[tuple[str, str]]:
    """Each verb with each keyword that it can be called without."""
    for path in of_services():
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                yield from ((node.name, arg.arg) for arg, default in pairs if default is not None)


def given() -> dict[str, set[str]]:
    """The keywords that calls outside the demonstration give, by the name that is called; `**` may give any."""
    found: dict[str, set[str]] = {}
    for path in product(demo=False):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                found.setdefault(name, set()).update(word.arg or "**" for word in node.keywords)
    return found


def test_every_keyword_of_a_verb_is_given_outside_the_demonstration() -> None:
    calls = given()
    nothing_in(
        f"{verb}({keyword}=…)"
        for verb, keyword in optional_keywords()
        if keyword not in DECIDED_BY_VERBS and not {keyword, "**"} & calls.get(verb, set())
    )


def columns() -> set[str]:
    """Everything that a row has: its columns, and what it leads to."""
    import_all_models()
    return {key for mapper in Model.registry.mappers for key in mapper.attrs.keys()}  # noqa: SIM118


def written(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(path)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Attribute) and getattr(target.value, "id", "") != "self":
                yield node.lineno, target.attr


def test_the_demonstration_writes_no_row_past_the_verbs() -> None:
    known = columns()
    nothing_in(
        f"{named(path)}:{line}: .{name} = …"
        for path in product(demo=True)
        for line, name in written(path)
        if name in known
    )
