"""Drafts of nominations are not kept for ever."""

from __future__ import annotations

from app.core.db import deed
from app.core.jobs import chore
from app.nominations import service


@chore(every=24 * 3600)
def forget_drafts() -> None:
    with deed():
        service.drop_old_drafts()
