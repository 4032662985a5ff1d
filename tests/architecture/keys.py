"""Every key of a rule-book, and where the application reads it: outside of the schema and of the printed page."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args, get_origin

from jinja2 import Environment, nodes

from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.part import Information, NotYet, Part
from config import ROOT
from tests.architecture.tree import named, parsed, python_files, tracked

SCHEMA = "app/programmes/rulebook/"
NO_READERS = (
    SCHEMA,
    "app/demo/",
    "app/programmes/rulebook/labels.py",
    "app/programmes/labels.py",
    "app/programmes/rulebook/toml.py",
)
PAGE = "app/programmes/rulebook_page/"
"""Where a key is printed: that alone carries nothing out."""


def parts_of(kind: type[Part] = Part) -> Iterator[type[Part]]:
    """Every class of the schema."""
    for own in kind.__subclasses__():
        if own.__module__.startswith(RuleBook.__module__.rpartition(".")[0]):
            yield own
            yield from parts_of(own)


@dataclass(frozen=True)
class Key:
    """One key of one part; `mark`: whether it is refused, or information alone."""

    part: type[Part]
    name: str
    mark: NotYet | Information | None

    def __str__(self) -> str:
        return f"{self.part.__name__}.{self.name}"


def keys() -> Iterator[Key]:
    """Every key but those whose only value the schema itself holds."""
    for part in parts_of():
        for name, field in part.model_fields.items():
            if get_origin(field.annotation) is not Literal or len(get_args(field.annotation)) > 1:
                marks = (mark for mark in field.metadata if isinstance(mark, NotYet | Information))
                yield Key(part, name, next(marks, None))


@cache
def attributes_in(path: Path) -> frozenset[str]:
    """What the file reads of anything, by name."""
    if path.suffix == ".py":
        return frozenset(node.attr for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute))
    page = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text())
    return frozenset(node.attr for node in page.find_all(nodes.Getattr))


@cache
def readers() -> tuple[Path, ...]:
    """Files whose reading carries a key out."""
    files = [path for path in tracked() if path.suffix in (".py", ".html") and named(path).startswith("app/")]
    return tuple(path for path in files if not named(path).startswith((*NO_READERS, PAGE)))


def names_for(key: Key) -> set[str]:
    """The key, and the methods and properties of its class that hand it on."""
    classes = (node for node in ast.walk(parsed(file_of(key.part))) if isinstance(node, ast.ClassDef))
    body = next(node.body for node in classes if node.name == key.part.__name__)
    methods = [node for node in body if isinstance(node, ast.FunctionDef) and node.name != "checks"]
    return {key.name} | {each.name for each in methods if each.name[0] != "_" and key.name in own_names(each)}


def own_names(function: ast.FunctionDef) -> set[str]:
    """Attributes of `self` that a method reads."""
    reads = (node for node in ast.walk(function) if isinstance(node, ast.Attribute))
    return {node.attr for node in reads if isinstance(node.value, ast.Name) and node.value.id == "self"}


def file_of(kind: type[Part]) -> Path:
    return ROOT / (kind.__module__.replace(".", "/") + ".py")


def is_read(key: Key) -> bool:
    """By a name that is its own, or where the list of readers says."""
    own = names_for(key) - shared_names()
    return any(own & attributes_in(path) for path in readers()) or is_read_where_listed(key)


def is_read_where_listed(key: Key) -> bool:
    file, _colon, function = listed().get(str(key), "").partition(":")
    if not file or not (ROOT / file).is_file() or file.startswith(PAGE):
        return False
    path = ROOT / file
    if not function:
        return not names_for(key).isdisjoint(attributes_in(path))
    bodies = [
        node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef) and node.name == function
    ]
    found = (node for body in bodies for node in ast.walk(body))
    read = {
        node.attr if isinstance(node, ast.Attribute) else str(getattr(node, "value", "")) for node in found
    }
    return not names_for(key).isdisjoint(read)


@cache
def listed() -> dict[str, str]:
    return tomllib.loads((ROOT / "tests/architecture/readers.toml").read_text())


@cache
def shared_names() -> frozenset[str]:
    """Names that a reading says too little of: of several parts, or of other classes of the application."""
    own = Counter(name for kind in parts_of() for name in members(parsed(file_of(kind)), kind.__name__))
    others = {
        name
        for path in python_files(product=True)
        if not named(path).startswith(SCHEMA)
        for name in members(parsed(path))
    }
    return frozenset({name for name, count in own.items() if count > 1} | others)


def members(tree: ast.Module, of: str = "") -> set[str]:
    """What the classes of a file, or one of them, declare."""
    bodies = [
        node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and of in ("", node.name)
    ]
    found = set()
    for each in (each for body in bodies for each in body):
        if isinstance(each, ast.FunctionDef):
            found.add(each.name)
        targets = (
            each.targets
            if isinstance(each, ast.Assign)
            else [each.target]
            if isinstance(each, ast.AnnAssign)
            else []
        )
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found
