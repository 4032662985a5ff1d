"""Proofs from the command line: made from the log, checked without it, and refused where anything in them is changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.audit import sealing
from app.audit.keys import verifier

Write = Callable[..., None]
Run = Callable[..., Result]


@pytest.fixture
def run(log_app: Flask) -> Run:
    return lambda *words: log_app.test_cli_runner().invoke(args=["audit", *map(str, words)])


@pytest.fixture
def sealed(log_app: Flask, write: Write) -> Flask:
    """Eleven leaves under checkpoints of four, eight and eleven."""
    for count in (4, 4, 3):
        write(count)
        sealing.seal()
    return log_app


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[str], Path]:
    def keep(text: str) -> Path:
        path = tmp_path / "proof.json"
        path.write_text(text, encoding="utf-8")
        return path

    return keep


@pytest.mark.usefixtures("sealed")
def test_each_place_of_the_log_can_be_proved(run: Run, kept: Callable[[str], Path], log_app: Flask) -> None:
    key = str(verifier(log_app.config["SETTINGS"]))
    for place in range(11):
        made = run("prove", place)
        assert made.exit_code == 0
        assert json.loads(json.loads(made.output)["statement"])["subject"] == f"entry:{place % 4:016d}"
        checked = run("check", kept(made.output), "--key", key)
        assert checked.output == f"The statement stands at place {place} of the log of 11 events.\n"


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("since", [4, 8, 11])
def test_each_earlier_checkpoint_can_be_proved_a_beginning(
    run: Run, kept: Callable[[str], Path], since: int
) -> None:
    checked = run("check", kept(run("prove", "--since", since).output))
    assert checked.output == f"The log of {since} events is the beginning of the log of 11.\n"


@pytest.mark.usefixtures("sealed")
def test_a_beginning_is_proved_over_a_change_of_key_by_both_keys(
    run: Run, kept: Callable[[str], Path], log_app: Flask
) -> None:
    before = str(verifier(log_app.config["SETTINGS"]))
    run("new-key")
    after = str(verifier(log_app.config["SETTINGS"]))
    proof = kept(run("prove", "--since", 8).output)
    assert run("check", proof).exit_code == 0
    assert run("check", proof, "--key", before, "--key", after).exit_code == 0
    assert run("check", proof, "--key", after).exit_code == 1


def change(proof: dict[str, Any], key: str) -> None:
    value = proof[key]
    if key == "place":
        proof[key] = value - 1
    elif key == "proof":
        proof[key] = ["00" * 32, *value[1:]]
    else:
        proof[key] = re.sub("[0-9A-Za-z]", lambda sign: "1" if sign[0] == "0" else "0", value, count=1)


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("words", [(5,), ("--since", 4)])
def test_a_proof_that_was_changed_does_not_hold(
    run: Run, kept: Callable[[str], Path], words: tuple[Any, ...]
) -> None:
    proof = json.loads(run("prove", *words).output)
    for key in proof:
        changed = dict(proof)
        change(changed, key)
        assert changed != proof
        answer = run("check", kept(json.dumps(changed)))
        assert answer.exit_code == 1 and "Error:" in answer.output, key


@pytest.mark.usefixtures("sealed")
def test_a_checkpoint_under_another_key_proves_nothing(
    run: Run, kept: Callable[[str], Path], log_app: Flask
) -> None:
    proof = kept(run("prove", 5).output)
    other = "localhost/award-log+c6f57a44+AQQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
    answer = run("check", proof, "--key", other)
    assert answer.exit_code == 1


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((11,), "The log has no place 11"),
        ((-1,), ""),
        (("--since", 5), "There is no checkpoint of 5 events"),
        (("--since", 0), "There is no checkpoint of 0 events"),
        ((), "Name a place"),
        ((1, "--since", 4), "Name a place"),
    ],
)
def test_what_cannot_be_proved_is_said(run: Run, words: tuple[Any, ...], shown: str) -> None:
    answer = run("prove", *words)
    assert answer.exit_code != 0 and shown in answer.output


def test_of_an_empty_log_nothing_is_proved(run: Run) -> None:
    assert "Nothing is sealed yet" in run("prove", 0).output


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"checkpoint": 5, "proof": []}', '{"checkpoint": "a", "proof": []}']
)
def test_what_is_no_proof_is_no_proof(
    run: Run, kept: Callable[[str], Path], sealed: Flask, text: str
) -> None:
    answer = run("check", kept(text))
    assert answer.exit_code == 1 and "This is no proof." in answer.output
