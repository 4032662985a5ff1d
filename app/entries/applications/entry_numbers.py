"""The number that an entry carries from its first submission on."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.programmes.models import Edition


def next_number(edition: Edition) -> str:
    """The next of the edition, as STW-2024-0042: counted up in one statement, so that no two entries get the same."""
    taken = db.session.scalar(
        sa.update(Edition)
        .where(Edition.id == edition.id)
        .values(next_number=Edition.next_number + 1)
        .returning(Edition.next_number)
        .execution_options(synchronize_session=False)
    )
    return f"{edition.rulebook.number_prefix}-{(taken or 1) - 1:04d}"
