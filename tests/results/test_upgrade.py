"""The migration that keeps the ends of objections, up and down on a database with a publication in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app.audit.keys import verifier
from app.audit.models import AuditEvent
from app.audit.sealing import seal
from app.audit.service import record
from app.audit.verify import verify
from app.core.clock import BEIJING
from app.core.db import Model, db, transaction
from app.core.migrations import alembic_config, downgrade, upgrade
from app.entries.models import Submission
from app.judging.ballots.closing import close_ballot
from app.judging.models import BallotMark
from app.outbox.service import enqueue_letter_to_address
from app.results.models import Publication
from tests.architecture.test_migrations import described
from tests.databases import Databases, app_on
from tests.isolation import prepared
from tests.judging.conftest import ballot_of, open_ballot, vote, with_ballot
from tests.results.conftest import OPEN, make_contest, with_small_rounds
from tests.time import Clock

OWN = "0009"


def test_a_publication_of_before_gets_the_end_that_its_page_would_have_shown(
    databases: Databases, kind: str, tmp_path: Path
) -> None:
    url = databases.empty(kind)
    upgrade(url)
    with app_on(url, tmp_path) as app, Clock.standing_at(OPEN) as clock, prepared(app, keep=True):
        contest = make_contest(clock, 2024, with_small_rounds)
        contest.apply()
        contest.to_final()
        clock.set(datetime(2024, 9, 30, 18, tzinfo=BEIJING))
        contest.published()
    before = ScriptDirectory.from_config(alembic_config("")).get_revision(OWN).down_revision
    downgrade(url, str(before))
    upgrade(url)
    with app_on(url, tmp_path) as app, app.app_context():
        (ends,) = db.session.scalars(sa.select(Publication.objections_end_at))
        assert ends == datetime(2024, 10, 13, tzinfo=BEIJING)
        assert set(db.session.scalars(sa.select(Submission.entry_version))) == {None}


def rows_of(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as it is stored."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(_stored(table))), key=repr)
            for table in Model.metadata.sorted_tables
        }


def _stored(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    return sa.select(*sorted(table.columns, key=lambda column: column.name))


def test_every_row_and_the_log_are_the_same_under_other_names(
    databases: Databases, kind: str, tmp_path: Path
) -> None:
    """Down below the names of today and up again, with a ballot that was counted and letters that were written."""
    url = databases.empty(kind)
    upgrade(url)
    with app_on(url, tmp_path) as app, Clock.standing_at(OPEN) as clock, prepared(app, keep=True):
        voting = make_contest(clock, 2026, with_ballot)
        voting.apply()
        open_ballot(voting)
        for judge in voting.judges:
            vote(voting, judge, BallotMark.YES)
        with transaction():
            close_ballot(ballot=ballot_of(voting), by=voting.officer)
            enqueue_letter_to_address("invitation", address="guest@a.example", locale="en")
    with app_on(url, tmp_path) as app, app.app_context():
        seal()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    before = rows_of(engine)
    assert all(before[name] for name in ("audit_event", "audit_place", "panel_member", "vote", "message"))
    assert any(actors_of(engine))
    downgrade(url, "0010")
    upgrade(url)
    assert rows_of(engine) == before
    with app_on(url, tmp_path) as app, app.app_context():
        assert verify(verifier(app.config["SETTINGS"])).faults == []
        with transaction():
            record("entry.submitted", "entry:x", by=None)


def actors_of(engine: sa.Engine) -> Sequence[str | None]:
    with engine.connect() as connection:
        return connection.scalars(sa.select(AuditEvent.actor)).all()


SINCE = ("assignment_proposal", "proposed_assignment")
"""An older version knows no plans of assignments: it goes on without them, and without what they say of the past."""


def counted(engine: sa.Engine) -> dict[str, int]:
    """Rows of every table that an older version has too."""
    with engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in Model.metadata.sorted_tables
            if table.name not in SINCE
        }


def test_no_row_is_lost_from_before_rows_stood_to_now(
    databases: Databases, kind: str, tmp_path: Path
) -> None:
    """Down and up again across every migration that changes tables whose rows stand, with a corrected publication."""
    url = databases.empty(kind)
    upgrade(url)
    with app_on(url, tmp_path) as app, Clock.standing_at(OPEN) as clock, prepared(app, keep=True):
        contest = make_contest(clock, 2024, with_small_rounds)
        contest.apply()
        contest.to_final()
        contest.published()
        contest.correct()
        contest.published()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    before, tables = counted(engine), described(url)
    downgrade(url, "0004")
    upgrade(url)
    assert counted(engine) == before and described(url) == tables
    with pytest.raises(sa.exc.IntegrityError, match="stand"), engine.begin() as connection:
        connection.execute(sa.text("UPDATE publication SET sha256 = ''"))
