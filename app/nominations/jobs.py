"""Drafts of nominations are not kept for ever."""

from __future__ import annotations

from app.core.db import transaction
from app.core.jobs import periodic
from app.nominations.nominating import drafts


@periodic(every=24 * 3600)
def forget_drafts() -> None:
    with transaction():
        drafts.drop_old_drafts()
