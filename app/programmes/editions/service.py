"""What judging makes of a stage that its rules must know."""

from __future__ import annotations

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.people.models import Person
from app.programmes.editions import rules
from app.programmes.models import Edition, Stage


def settle_stage(stage: Stage) -> None:
    """Entries have gone on from it: what decided there stays as it was, even in a correction."""
    stage.settled_at = clock.now()


def lock_rubric(stage: Stage) -> None:
    """From the first sheet submitted, what decides in the stage is locked.

    Call it before the sheet is checked against the criteria: it waits for an amendment that is just being
    agreed, and the criteria are read afresh after it. Once locked it costs nothing.
    """
    if lock_rules(stage):
        record("stage.rubric_locked", f"stage:{stage.public_id}", by=None, edition_id=stage.edition_id)


def lock_rules(stage: Stage) -> bool:
    """The same without an event of its own, for the opening of a ballot; whether it was not locked before."""
    if stage.rubric_locked_at is not None:
        return False
    unlocked = sa.and_(Stage.id == stage.id, Stage.rubric_locked_at.is_(None))
    lock = sa.update(Stage).where(unlocked).values(rubric_locked_at=clock.now()).returning(Stage.id)
    locked_here = db.session.scalar(lock.execution_options(synchronize_session=False))
    db.session.flush()
    db.session.expire_all()
    return locked_here is not None


def archive(*, edition: Edition, by: Person) -> None:
    """End it for good: from now on it is read, and changed by nobody."""
    enforce(rules.may_archive(by, edition, clock.now()))
    edition.archived_at = clock.now()
    record("edition.archived", f"edition:{edition.public_id}", by=by, edition_id=edition.id)
    db.session.flush()
