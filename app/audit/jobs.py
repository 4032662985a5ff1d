"""The worker seals the log each minute, and nothing starts under another key than the log's."""

from __future__ import annotations

from flask import current_app

from app.audit.key_changes import key_of_log
from app.audit.sealing import seal
from app.core.jobs import periodic
from app.core.startup_checks import before_start


@periodic(every=60)
def seal_log() -> None:
    seal()


@before_start
def has_its_key() -> None:
    key_of_log(current_app.config["SETTINGS"])
