"""The worker sends what waits."""

from __future__ import annotations

from app.core.jobs import periodic
from app.outbox.sending import send_waiting


@periodic(every=5)
def send_mail() -> None:
    send_waiting()
