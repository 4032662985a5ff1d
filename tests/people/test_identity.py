"""Organisations are recognised by a code; names are only alike, which a person is asked about."""

from __future__ import annotations

from app.people.organisations.identity import Alike, is_another


def like(**facts: bool) -> Alike:
    return Alike("one", "One", **{"same_code": False, "same_name": False, **facts})


def test_a_likeness_is_asked_and_never_decided() -> None:
    assert not is_another([], ())
    assert is_another([like()], ()).keys() == {"organisation"}
    assert is_another([like()], ("two",)).keys() == {"organisation"}
    assert not is_another([like()], ("one",))


def test_what_has_the_same_code_or_a_name_without_one_is_no_other() -> None:
    assert is_another([like(same_code=True)], ("one",)).keys() == {"registration_code"}
    assert is_another([like(same_name=True)], ("one",)).keys() == {"registration_code"}
    assert is_another([like(same_name=True)], ()).keys() == {"organisation"}
