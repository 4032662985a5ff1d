"""What is small can be read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import named, nothing_in, parsed, python_files

FILE_LINES, FUNCTION_LINES, USUAL_LINES, POSITIONAL = 300, 50, 30, 3
NAMELESS = {"utils.py", "helpers.py", "common.py", "misc.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[Path, Function]]:
    for path in python_files(product=True):
        for node in ast.walk(parsed(path)):
            if isinstance(node, Function):
                yield path, node


def lines_of(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def positional_of(function: Function) -> int:
    given = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in given if name not in ("self", "cls")])


def test_files_stop_at_300_lines() -> None:
    counted = {path: path.read_text().count("\n") for path in python_files(product=True)}
    nothing_in(f"{named(path)}: {count}" for path, count in counted.items() if count > FILE_LINES)


def test_no_function_has_more_than_50_lines() -> None:
    nothing_in(f"{named(path)}: {each.name}" for path, each in functions() if lines_of(each) > FUNCTION_LINES)


def test_95_percent_of_functions_have_at_most_30_lines() -> None:
    lengths = [lines_of(each) for _, each in functions()]
    assert sum(length <= USUAL_LINES for length in lengths) >= 0.95 * len(lengths)


def test_at_most_three_positional_parameters() -> None:
    nothing_in(
        f"{named(path)}: {each.name}" for path, each in functions() if positional_of(each) > POSITIONAL
    )


def test_nothing_is_kept_from_being_formatted() -> None:
    nothing_in(named(path) for path in python_files() if "# fmt" + ": " in path.read_text())


def test_every_file_is_named_after_what_it_is_about() -> None:
    nothing_in(named(path) for path in python_files() if path.name in NAMELESS)
