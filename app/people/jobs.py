"""What is done after the answer, so that the answer takes as long for every address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.db import transaction
from app.core.jobs import Progress, job, periodic
from app.core.rate_limits import forget_empty
from app.people.passwords.service import send_reset


@job("people.reset")
def reset(_progress: Progress, params: Mapping[str, Any]) -> None:
    with transaction():
        send_reset(email=params["email"])


@periodic(every=3600)
def forget_paces() -> None:
    """What was counted long ago says nothing any more, and is not kept."""
    with transaction():
        forget_empty()
