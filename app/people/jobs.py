"""What is done after the answer, so that the answer takes as long for every address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.db import transaction
from app.core.jobs import Progress, job
from app.people.passwords.service import send_reset


@job("people.reset")
def reset(_progress: Progress, params: Mapping[str, Any]) -> None:
    with transaction():
        send_reset(email=params["email"])
