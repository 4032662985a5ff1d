"""Every endpoint says who may open it, and no forged form gets in."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.architecture.tree import named, nothing_in, tracked
from tests.client import Client

pytestmark = pytest.mark.sqlite_only

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
SAMPLES = {"IntegerConverter": 1, "UUIDConverter": "0" * 32}


def rules_of(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address_of(app: Flask, rule: Rule) -> str:
    """An address that the rule takes, about nothing that exists."""
    values = {name: SAMPLES.get(type(kind).__name__, "nothing") for name, kind in rule._converters.items()}
    adapter = app.url_map.bind("localhost")
    return adapter.build(
        rule.endpoint, {**(rule.defaults or {}), **values}, method=next(iter(rule.methods or ()))
    )


def test_every_endpoint_has_a_guard_or_is_public(app: Flask) -> None:
    shown = {name: getattr(view, "access", "") for name, view in app.view_functions.items()}
    nothing_in(name for name, access in shown.items() if access not in ("guarded", "public"))


def test_every_address_is_named_somewhere_in_the_application(app: Flask) -> None:
    """A page that nothing links to, sends to or mails can be reached by nobody."""
    own = [
        path
        for path in tracked()
        if named(path).startswith(("app/", "wsgi.py")) and path.suffix in (".py", ".html", ".txt")
    ]
    text = "\n".join(path.read_text() for path in own)
    named_ones = {
        rule.rule for rule in rules_of(app) if re.search(rf"""["']{re.escape(rule.endpoint)}["']""", text)
    }
    nothing_in({rule.rule for rule in rules_of(app)} - named_ones)


def test_whoever_has_not_signed_in_is_led_to_sign_in(app: Flask, client: Client) -> None:
    opened = []
    for rule in rules_of(app):
        if getattr(app.view_functions[rule.endpoint], "access", "") != "guarded":
            continue
        address = address_of(app, rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = client.press(address) if method in UNSAFE else client.get(address)
            if answer.status_code != 303 or "sign-in" not in (answer.location or ""):
                opened.append((method, address, answer.status))
    nothing_in(opened)


def test_a_form_without_its_token_is_refused_everywhere(app: Flask, client: Client) -> None:
    taken = []
    for rule in rules_of(app):
        for method in sorted((rule.methods or set()) & UNSAFE):
            answer = client.open(address_of(app, rule), method=method, data={"a": "1"})
            if answer.status_code != 400:
                taken.append((method, rule.rule, answer.status))
    nothing_in(taken)


def test_safe_methods_and_unsafe_ones_are_the_only_ones(app: Flask) -> None:
    assert {method for rule in rules_of(app) for method in rule.methods or ()} <= UNSAFE | {
        "GET",
        "HEAD",
        "OPTIONS",
    }
