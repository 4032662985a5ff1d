"""Passwords, names and addresses: plain functions."""

from __future__ import annotations

import time
from statistics import median

import pytest
from argon2 import extract_parameters

from app.people.passwords.hashing import NOBODYS, hash_password, matches
from app.people.sign_in.login import device_of, own_path
from app.people.sort_keys import clean, sort_key_of_person


def test_hashes_are_argon2id_with_the_agreed_costs() -> None:
    for hashed in (hash_password("four words stand here"), NOBODYS):
        given = extract_parameters(hashed)
        assert (given.type.name, given.time_cost, given.memory_cost, given.parallelism) == ("ID", 2, 19456, 1)


def test_a_password_matches_its_hash_alone() -> None:
    hashed = hash_password("four words stand here")
    assert matches(hashed, "four words stand here")
    assert not matches(hashed, "four words stand there")
    assert not matches(None, "four words stand here")
    assert not matches("not a hash", "four words stand here")
    assert hash_password("four words stand here") != hashed


def test_however_the_keyboard_composed_it() -> None:
    assert matches(hash_password("caf\u00e9 ｗｉｄｅ words"), "cafe\u0301 wide words")


def test_no_hash_takes_as_long_as_a_wrong_password() -> None:
    """Medians of alternating tries: within a fifth of each other."""
    hashed = hash_password("four words stand here")
    known, unknown = [], []
    for _ in range(15):
        for times, given in ((known, hashed), (unknown, None)):
            began = time.process_time()
            matches(given, "wrong words stand here")
            times.append(time.process_time() - began)
    assert 0.8 < median(known) / median(unknown) < 1.25


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605", "Safari · Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko Firefox/120.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari", "Chrome · Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_what_a_person_recognises_of_a_browser(agent: str, device: str) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("target", "path"),
    [("/a?b=c#d", "/a?b=c#d"), (None, "/home"), ("", "/home"), ("a", "/home"), ("/\n", "/home")],
)
def test_own_paths(target: str | None, path: str) -> None:
    assert own_path(target, home="/home") == path


@pytest.mark.parametrize(
    ("chinese", "latin", "key"),
    [
        ("曾善", "", "zeng shan"),
        ("王小明", "Wang", "wang xiao ming"),
        ("", " Ann Lee", "ann lee"),
        ("单", "", "shan"),
    ],
)
def test_names_sort_by_their_sound(chinese: str, latin: str, key: str) -> None:
    assert sort_key_of_person(chinese, latin) == key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann \t Lee ", "Ann Lee"),
        ("A\x00B\x1b", "AB"),
        ("e\u0301", "é"),
        ("\u202egnp", "gnp"),
        ("　李　伟　", "李 伟"),
        ("\ud800x", "x"),
    ],
)
def test_names_are_one_visible_line(typed: str, kept: str) -> None:
    assert clean(typed) == kept
