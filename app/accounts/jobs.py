"""What is done after the answer, so that the answer takes as long for every address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.accounts.service import send_reset
from app.core.db import deed
from app.core.jobs import Progress, job


@job("accounts.reset")
def reset(_progress: Progress, params: Mapping[str, Any]) -> None:
    with deed():
        send_reset(email=params["email"])
