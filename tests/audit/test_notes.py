"""Checkpoints as signed notes."""

from __future__ import annotations

import base64
import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.checkpoints import Checkpoint, MalformedNote, opened, sign, verifier_of
from app.audit.keys import signing_key, verifier
from config import Settings

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHECKPOINT = Checkpoint("awards.example/log", 42, bytes(range(32)))
VERIFIER = verifier_of(CHECKPOINT.origin, KEY)


def test_the_form_of_a_note() -> None:
    note = sign(CHECKPOINT, KEY)
    origin, size, root, empty, signature, end = note.split("\n")
    assert (origin, size, empty, end) == ("awards.example/log", "42", "", "")
    assert base64.b64decode(root) == CHECKPOINT.root
    dash, name, packed = signature.split(" ")
    assert (dash, name) == ("—", "awards.example/log")
    assert base64.b64decode(packed)[:4] == VERIFIER.key_id
    assert len(base64.b64decode(packed)) == 4 + 64


def test_a_signed_note_opens() -> None:
    assert opened(sign(CHECKPOINT, KEY), VERIFIER) == CHECKPOINT


@pytest.mark.parametrize(("old", "new"), [("\n42\n", "\n43\n"), ("awards", "awardz"), ("AAEC", "AAED")])
def test_a_changed_note_does_not(old: str, new: str) -> None:
    note = sign(CHECKPOINT, KEY)
    assert old in note
    assert opened(note.replace(old, new, 1), VERIFIER) is None


def test_a_stranger_cannot_sign() -> None:
    assert opened(sign(CHECKPOINT, Ed25519PrivateKey.generate()), VERIFIER) is None


def test_a_note_may_bear_further_signatures() -> None:
    other = sign(CHECKPOINT, Ed25519PrivateKey.generate()).splitlines()[-1]
    assert opened(f"{sign(CHECKPOINT, KEY)}{other}\n", VERIFIER) == CHECKPOINT


@pytest.mark.parametrize(
    "note",
    [
        "",
        "a\n1\n",
        "a\nx\nAAAA\n\n— a AAAA\n",
        "a\n1\n!\n\n— a AAAA\n",
        "a\n01\nAAAA\n\n— a AAAA\n",
        "a\n1\n\n— a A\n",
    ],
)
def test_what_is_no_note(note: str) -> None:
    with pytest.raises(MalformedNote):
        opened(note, VERIFIER)


def test_the_key_of_a_verifier() -> None:
    name, key_id, packed = str(VERIFIER).split("+", 2)
    assert (name, key_id) == (VERIFIER.name, VERIFIER.key_id.hex())
    assert base64.b64decode(packed) == b"\x01" + VERIFIER.key


def settings(folder: Path, **more: str) -> Settings:
    return Settings(var_dir=folder, log_origin="awards.example/log", **more)  # type: ignore[arg-type]


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = str(verifier(settings(tmp_path, signing_key="")))
    assert str(verifier(settings(tmp_path, signing_key=""))) == made
    assert stat.S_IMODE(os.stat(tmp_path / "signing-key").st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["signing-key"]


def test_of_many_that_make_a_key_at_once_all_use_one(tmp_path: Path) -> None:
    found: list[str] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        found.append(str(verifier(settings(tmp_path, signing_key=""))))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_configured_key(tmp_path: Path) -> None:
    text = base64.b64encode(bytes(range(32))).decode()
    assert signing_key(settings(tmp_path, signing_key=text)).private_bytes_raw() == bytes(range(32))
    with pytest.raises(ValueError, match="SIGNING_KEY"):
        signing_key(settings(tmp_path, signing_key="c2hvcnQ="))
