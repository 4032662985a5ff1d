"""`flask audit …`, as whoever runs the installation types it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEvent
from app.core.db import transaction
from tests.tampering import behind_its_back

Write = Callable[..., None]


def test_seal_verify_and_key(log_app: Flask, write: Write) -> None:
    run = log_app.test_cli_runner().invoke
    write(3)
    sealed = run(args=["audit", "seal"])
    assert sealed.output.startswith("3 events sealed.\n")
    assert log_app.config["SETTINGS"].log_origin in sealed.output
    assert run(args=["audit", "seal"]).output == "0 events sealed.\n"
    write(1)
    held = run(args=["audit", "verify"])
    assert held.exit_code == 0
    assert held.output == "3 events under 1 checkpoints, 1 not yet sealed.\nThe log holds.\n"
    assert run(args=["audit", "key"]).output.startswith(f"{log_app.config['SETTINGS'].log_origin}+")


def test_a_changed_log_ends_with_status_1_and_the_leaf(log_app: Flask, write: Write) -> None:
    run = log_app.test_cli_runner().invoke
    write(3)
    run(args=["audit", "seal"])
    with transaction() as session, behind_its_back("audit_event"):
        session.execute(sa.update(AuditEvent).where(AuditEvent.id == 2).values(subject="entry:another"))
    found = run(args=["audit", "verify"])
    assert found.exit_code == 1
    assert "place 1: event 2 (entry.submitted, entry:another): altered" in found.output


def test_an_empty_log_holds(log_app: Flask) -> None:
    assert log_app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
