"""Signed out in the middle of a form, without script: what was typed goes along through signing in."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from app.people.models import Person
from app.people.passwords.hashing import hash_password
from tests.client import Client, hidden_fields
from tests.factories import make_person

SignIn = Callable[[Person], Client]
PASSWORD = "a horse on the moon"
PROFILE = "/me"
OWN = {"Origin": "http://localhost"}
TYPED = {"name_zh": "王小红", "name_latin": "Wang Xiaohong", "sort_key": "wang xiaohong", "locale": "zh"}


@pytest.fixture
def person(client: Client) -> Person:
    return make_person(password_hash=hash_password(PASSWORD))


@pytest.fixture
def client(client: Client) -> Client:
    client.get("/?lang=en")
    return client


def sign_in_with(client: Client, page: str, person: Person, **fields: str) -> TestResponse:
    hidden = {name: html.unescape(value) for name, value in hidden_fields(page, "/sign-in").items()}
    return client.post(
        "/sign-in", data={**hidden, "email": person.email, "password": PASSWORD, **fields}, headers=OWN
    )


def test_what_was_typed_comes_back_to_its_form(client: Client, person: Person) -> None:
    asked = client.post(PROFILE, data={**TYPED, "version": "1", "csrf_token": client.token()}, headers=OWN)
    assert asked.status_code == 401 and "You have been signed out" in asked.text
    wrong = sign_in_with(client, asked.text, person, password="another")
    assert wrong.status_code == 422
    answer = sign_in_with(client, wrong.text, person)
    assert answer.status_code == 200 and 'action="/me"' in answer.text
    sent = client.post(PROFILE, data=hidden_fields(answer.text, PROFILE), headers=OWN)
    assert sent.status_code == 303 and (person.name_zh, person.locale) == ("王小红", "zh")


def test_a_cookie_that_is_gone_is_a_session_that_is_over(client: Client, person: Person) -> None:
    asked = client.post(PROFILE, data={**TYPED, "version": "1", "csrf_token": "of before"}, headers=OWN)
    assert asked.status_code == 401
    answer = sign_in_with(client, asked.text, person)
    assert answer.status_code == 200 and 'name="name_zh" value="王小红"' in answer.text


def test_passwords_are_not_carried_along(client: Client) -> None:
    secret = {"password": "a secret of mine", "new_password": "another secret", "csrf_token": client.token()}
    answer = client.post("/me/password", data={**secret, "comment": "Kept."}, headers=OWN)
    assert "secret" not in answer.text and "Kept." in answer.text


def test_what_another_site_sent_is_not_carried_along(client: Client) -> None:
    """Else it could be sent in the name of whoever signs in, one press later."""
    for headers in ({"Origin": "https://elsewhere.example"}, {}):
        answer = client.post(PROFILE, data={**TYPED, "csrf_token": client.token()}, headers=headers)
        assert answer.status_code == 303 and answer.location.startswith("/sign-in")


def test_an_address_elsewhere_is_never_gone_on_to(client: Client, person: Person) -> None:
    page = client.get("/sign-in").text
    answer = sign_in_with(client, page, person, next="//elsewhere.example/x", typed='[["a", "b"]]')
    assert "elsewhere" not in answer.text and 'action="/"' in answer.text


@pytest.mark.parametrize("typed", ["nonsense", "{}", "[1]", '[["a"]]', "[[1, 2, 3]]", "null", "7"])
def test_what_no_form_of_ours_carried_is_left_out(client: Client, person: Person, typed: str) -> None:
    answer = sign_in_with(client, client.get("/sign-in").text, person, typed=typed)
    assert (answer.status_code, answer.location) == (303, "/desk")


def test_a_script_is_told_in_short(client: Client) -> None:
    accept = {"Accept": "application/json", **OWN}
    answer = client.post(PROFILE, data={"csrf_token": client.token()}, headers=accept)
    assert (answer.status_code, answer.json) == (401, {"reason": "You have been signed out."})
    assert client.post(PROFILE, data={}, headers=accept).status_code == 401


def test_a_form_of_the_session_before_is_sent_again_with_all_of_it(person: Person, sign_in: SignIn) -> None:
    client = sign_in(person)
    answer = client.post(PROFILE, data={**TYPED, "version": "1", "csrf_token": "of before"}, headers=OWN)
    assert answer.status_code == 400 and "open for too long" not in answer.text
    assert "You have signed in again since this page was opened." in answer.text and "王小红" in answer.text
    again = client.post(PROFILE, data=hidden_fields(answer.text, PROFILE), headers=OWN)
    assert again.status_code == 303 and person.name_zh == "王小红"


def test_a_script_of_the_session_before_gets_a_token_of_this_one(person: Person, sign_in: SignIn) -> None:
    client, fields = sign_in(person), {**TYPED, "version": "1"}
    accept = {"Accept": "application/json"}
    answer = client.post(PROFILE, data={**fields, "csrf_token": "of before"}, headers={**accept, **OWN})
    assert answer.status_code == 400 and answer.json is not None
    token = answer.json["csrf_token"]
    assert client.post(PROFILE, data={**fields, "csrf_token": token}, headers=OWN).status_code == 303
    elsewhere = client.post(PROFILE, data=fields, headers={**accept, "Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 400 and "csrf_token" not in (elsewhere.json or {})


def test_a_browser_that_keeps_no_cookie_is_told_so(client: Client, person: Person) -> None:
    fields = {"email": person.email, "password": PASSWORD, "csrf_token": "any"}
    answer = client.post("/sign-in", data=fields, headers=OWN)
    assert answer.status_code == 400 and "Allow cookies for this site" in answer.text
    assert "open for too long" not in answer.text
