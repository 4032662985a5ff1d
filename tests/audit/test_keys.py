"""The key of a log: never replaced in silence, changed on record, and what it signed before is still believed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from app.audit import key_changes, sealing
from app.audit.checkpoints import Verifier, opened, verifier_of
from app.audit.key_changes import CHANGED, TreeChange, facts_of
from app.audit.keys import find_key, verifier
from app.audit.models import AuditEvent, AuditKey
from app.audit.service import record
from app.audit.verify import verify
from app.core.db import db, transaction
from app.core.startup_checks import StartRefused, refuse_bad_start

Write = Callable[..., None]
Run = Callable[..., Result]


@pytest.fixture
def run(log_app: Flask) -> Run:
    return lambda *words: log_app.test_cli_runner().invoke(args=["audit", *words])


@pytest.fixture
def key_file(log_app: Flask) -> Path:
    return Path(log_app.config["SETTINGS"].var_dir) / "signing-key"


@pytest.fixture
def begun(log_app: Flask, write: Write) -> Flask:
    """Three leaves under one checkpoint."""
    write(3)
    sealing.seal()
    return log_app


def holds(app: Flask) -> bool:
    db.session.rollback()
    report = verify(verifier(app.config["SETTINGS"]))
    db.session.rollback()
    return not report.faults and not report.unsealed


def start(app: Flask) -> None:
    """As a process does: with no session of somebody else open, since a start gives all connections back."""
    db.session.close()
    refuse_bad_start(app)


def refused(app: Flask, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        start(app)
    assert ended.value.code == 3
    return capsys.readouterr().err


def test_before_anything_is_signed_a_key_is_made(log_app: Flask, key_file: Path) -> None:
    start(log_app)
    assert key_file.exists()


def test_a_lost_key_is_not_replaced_in_silence(
    begun: Flask, key_file: Path, write: Write, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = key_file.rename(key_file.with_name("kept"))
    shown = refused(begun, capsys)
    assert "is missing" in shown and "signing-key" in shown and "flask audit new-key --lost" in shown
    write(1)
    with pytest.raises(StartRefused):
        sealing.seal()
    db.session.rollback()
    for words in (["seal"], ["verify"], ["key"], ["new-key"]):
        answer = run(*words)
        assert answer.exit_code == 1 and "is missing" in answer.output
    assert not key_file.exists()
    kept.rename(key_file)
    start(begun)
    assert sealing.seal() == 1 and holds(begun)


def test_another_key_is_refused_at_the_start_and_signs_nothing(
    begun: Flask, key_file: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file.write_text(base64.b64encode(bytes(range(32))).decode())
    assert "is not the one that signed its last checkpoint" in refused(begun, capsys)
    write(1)
    with pytest.raises(StartRefused):
        sealing.seal()


def test_the_worker_does_not_start_without_the_key(begun: Flask, key_file: Path) -> None:
    key_file.unlink()
    db.session.close()
    answer = begun.test_cli_runner().invoke(args=["worker"])
    assert answer.exit_code == 3 and "is missing" in answer.output


def test_a_key_is_changed_on_record_and_both_sign_it(
    begun: Flask, key_file: Path, write: Write, run: Run
) -> None:
    before = verifier(begun.config["SETTINGS"])
    write(2)
    assert run("new-key").exit_code == 0
    after = verifier(begun.config["SETTINGS"])
    assert after != before
    (earlier,) = key_file.parent.glob("signing-key.until-*")
    assert earlier.stat().st_mode & 0o777 == key_file.stat().st_mode & 0o777 == 0o600
    last = key_changes.latest()
    assert last is not None and opened(last.note, after) is not None and opened(last.note, before) is None
    (leaf,) = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == CHANGED))
    facts = json.loads(leaf.statement)["facts"]
    words = TreeChange(
        facts["index"], Verifier.parsed(facts["earlier"]), Verifier.parsed(facts["later"])
    ).words
    assert (facts["earlier"], facts["later"], facts["index"]) == (str(before), str(after), 5)
    for signer, name in ((after, "signature"), (before, "handed_over")):
        assert signer.has_signed(words, base64.b64decode(facts[name]))
    start(begun)
    write(2)
    sealing.seal()
    assert holds(begun)


def test_a_key_that_is_lost_for_good_is_replaced_on_record(
    begun: Flask, key_file: Path, write: Write, run: Run
) -> None:
    write(1)  # not sealed under the key that is lost now
    key_file.unlink()
    assert run("new-key", "--lost").exit_code == 0
    start(begun)
    write(1)
    sealing.seal()
    assert holds(begun)
    assert run("new-key").exit_code == 0 and holds(begun), "changed twice, each on record"


def test_a_configured_key_is_changed_by_whoever_configures_it(
    begun: Flask, key_file: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = begun.config["SETTINGS"]
    configured = type(settings.signing_key)(key_file.read_text())
    begun.config["SETTINGS"] = settings.model_copy(update={"signing_key": configured})
    shown = run("new-key")
    following = key_file.with_name("signing-key.next")
    assert shown.exit_code == 0 and str(following) in shown.output and "SIGNING_KEY" in shown.output
    assert "is not the one" in refused(begun, capsys), "the earlier key signs no more"
    changed = type(settings.signing_key)(following.read_text())
    begun.config["SETTINGS"] = settings.model_copy(update={"signing_key": changed})
    start(begun)
    assert holds(begun)


def test_nothing_is_changed_where_nothing_was_signed(log_app: Flask, run: Run) -> None:
    assert "Nothing is signed yet" in run("new-key").output


def test_a_record_that_the_key_has_not_signed_lends_belief_to_no_other_key(
    begun: Flask, write: Write
) -> None:
    """Who can write into the database lets our own worker seal a record that makes their key the earlier one."""
    key, theirs = find_key(begun.config["SETTINGS"]), Ed25519PrivateKey.generate()
    assert key is not None
    origin = begun.config["SETTINGS"].log_origin
    forged = TreeChange(3, verifier_of(origin, theirs), verifier_of(origin, key))
    with transaction():
        record(CHANGED, "log:forged", by=None, **facts_of(forged, theirs))
    sealing.seal()
    db.session.rollback()
    faults = verify(verifier_of(origin, key)).faults
    assert [str(fault) for fault in faults] == [
        "place 3: a change of key that the key after it has not signed"
    ]


def test_a_record_counts_at_its_own_place_alone(begun: Flask, write: Write, run: Run) -> None:
    run("new-key")
    (leaf,) = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == CHANGED))
    with transaction() as session:
        again = {name: getattr(leaf, name) for name in ("at", "action", "subject", "statement", "nonce")}
        session.add(AuditEvent(**again, data=b"x" * 32))
    sealing.seal()
    db.session.rollback()
    words = [str(fault) for fault in verify(verifier(begun.config["SETTINGS"])).faults]
    assert "place 4: a change of key that the key after it has not signed" in words


def test_public_keys_are_remembered_once(begun: Flask, write: Write) -> None:
    write(1)
    sealing.seal()
    assert db.session.scalars(sa.select(AuditKey.verifier)).all() == [str(verifier(begun.config["SETTINGS"]))]
