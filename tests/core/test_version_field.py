"""A form that is sent without its version agrees with no row, whatever the row says."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest
from flask import Flask

from app.core.forms import Form, VersionField
from tests.architecture.tree import named, nothing_in, parsed, python_files


class Versioned(Form):
    version = VersionField()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("sent", "read"), [({}, 0), ({"version": "7"}, 7), ({"version": ""}, None), ({"version": "x"}, None)]
)
def test_what_is_sent_is_read_and_never_the_version_of_the_row(
    app: Flask, sent: dict[str, str], read: int | None
) -> None:
    with app.test_request_context("/", method="POST", data={"other": "1", **sent}):
        form = Versioned(obj=SimpleNamespace(version=7))
        form.validate()
        assert form.version.data == read


@pytest.mark.sqlite_only
def test_a_page_shows_the_version_of_the_row(app: Flask) -> None:
    with app.test_request_context("/"):
        assert Versioned(obj=SimpleNamespace(version=7)).version.data == 7


def test_every_form_with_a_version_reads_it_so() -> None:
    nothing_in(
        f"{named(path)}:{node.lineno}"
        for path in python_files(product=True)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Assign)
        and [target.id for target in node.targets if isinstance(target, ast.Name)] == ["version"]
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "").endswith("Field")
        and node.value.func.id != "VersionField"  # type: ignore[attr-defined]
    )
