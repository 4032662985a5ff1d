"""What is done after the answer, so that the answer takes as long for every address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.accounts.service import send_reset
from app.core.db import deed
from app.core.jobs import Progress, chore, job
from app.core.pace import forget_empty


@job("accounts.reset")
def reset(_progress: Progress, params: Mapping[str, Any]) -> None:
    with deed():
        send_reset(email=params["email"])


@chore(every=3600)
def forget_paces() -> None:
    """What was counted long ago says nothing any more, and is not kept."""
    with deed():
        forget_empty()
