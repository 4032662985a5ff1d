"""The worker sends what waits."""

from __future__ import annotations

from app.core.jobs import periodic
from app.outbox.sending import send_waiting


@periodic(every=5, apart=True)
def send_mail() -> None:
    """Beside the other work: a mail server that keeps us waiting holds nothing up but mail."""
    send_waiting()
