"""The worker sends what waits."""

from __future__ import annotations

from app.core.jobs import chore
from app.outbox.sending import send_waiting


@chore(every=5)
def send_mail() -> None:
    send_waiting()
