"""The worker seals the log each minute."""

from __future__ import annotations

from app.audit.sealing import seal
from app.core.jobs import periodic


@periodic(every=60)
def seal_log() -> None:
    seal()
