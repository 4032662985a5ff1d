"""One file of an entry, by its public id."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.entries.models import Attachment


def get_attachment(public_id: str) -> Attachment:
    attachment = db.session.scalar(
        sa.select(Attachment).where(Attachment.public_id == public_id).options(joinedload(Attachment.entry))
    )
    if attachment is None:
        raise NotFound(public_id)
    return attachment
