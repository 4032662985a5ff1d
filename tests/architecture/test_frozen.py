"""Rows that must not change: neither by UPDATE nor by DELETE nor, on SQLite, by an INSERT that replaces them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit import sealing
from app.core.db import Model, transaction
from app.judging.ballots import closing
from app.judging.models import BallotMark, StageEntry
from app.people.organisations.name_correction import correct_name
from tests.databases import Databases, app_on
from tests.factories import make_organisation
from tests.isolation import prepared
from tests.judging.conftest import ballot_of, open_ballot, vote, with_ballot
from tests.results.conftest import JUDGED, OPEN, make_contest, with_small_rounds
from tests.time import Clock

FROZEN = (
    "rulebook_version",
    "name_correction",
    "sheet_score",
    "score_sheet",
    "assignment",
    "assignment_proposal",
    "proposed_assignment",
    "ballot",
    "vote",
    "ballot_voter",
    "submission",
    "screening_decision",
    "ranking",
    "ranking_row",
    "tie_decision",
    "prize",
    "vacancy",
    "publication",
    "audit_event",
    "audit_place",
    "audit_checkpoint",
)
MAY_CHANGE = {
    "rulebook_version": {"agreed_by_id", "agreed_at", "refused_by_id", "refused_at", "refusal"},
    "assignment": {
        "version",
        "assigned_at",
        "assigned_by_id",
        "recused_at",
        "recusal_reason",
        "released_by_id",
        "replaces_id",
    },
    "assignment_proposal": {
        "state",
        "decided_at",
        "decided_by_id",
        "undone_at",
        "undone_by_id",
        "undo_reason",
    },
    "ballot": {"purged_at", "version", "opened_by_id"},
    "ranking": {"advanced_at", "advanced_by_id"},
    "ranking_row": {"position", "tie_group", "advances"},
}
"""What a later step may say of a row; everything else stands."""


@pytest.fixture(scope="module")
def frozen(databases: Databases, kind: str) -> Iterator[Flask]:
    """A contest that was published, beside a ballot that was counted; the log is sealed."""
    with app_on(databases.copy(kind), databases.folder / f"frozen-{kind}") as app:
        with Clock.standing_at(OPEN) as clock, prepared(app, keep=True):
            contest = make_contest(clock, 2024, with_small_rounds)
            contest.apply()
            contest.to_final()
            contest.published()
            voting = make_contest(clock, 2026, with_ballot)
            voting.apply()
            open_ballot(voting)
            for judge in voting.judges:
                vote(voting, judge, BallotMark.YES)
            with transaction():
                closing.close_ballot(ballot=ballot_of(voting), by=voting.officer)
                firm = make_organisation(name_en="Misspelt Labs")
                correct_name(
                    organisation=firm,
                    name_zh="",
                    name_en="Misspelled Labs",
                    reason="x",
                    version=1,
                    by=voting.officer,
                )
        with app.app_context():
            sealing.seal()
        yield app


@pytest.fixture
def app(frozen: Flask) -> Flask:
    return frozen


def table(name: str) -> sa.Table:
    return Model.metadata.tables[name]


def attempt(session: Session, statement: str | sa.Executable) -> None:
    with pytest.raises(DBAPIError), transaction():
        session.execute(sa.text(statement) if isinstance(statement, str) else statement)


@pytest.mark.parametrize("name", FROZEN)
def test_no_row_is_deleted(session: Session, name: str) -> None:
    assert session.scalar(sa.select(sa.func.count()).select_from(table(name))), "there is something to lose"
    attempt(session, f"DELETE FROM {name}")


@pytest.mark.parametrize("name", FROZEN)
def test_no_column_changes_that_a_later_step_does_not_set(session: Session, name: str) -> None:
    """Each column by itself, to what another row of the same kind might hold."""
    row = session.execute(sa.select(table(name)).limit(1)).mappings().one()
    same = sa.and_(*(column == row[column.name] for column in table(name).primary_key))
    for column in table(name).columns:
        if column.name not in MAY_CHANGE.get(name, ()):
            attempt(
                session,
                sa.update(table(name)).where(same).values({column.name: other(column, row[column.name])}),
            )


CHANGES: dict[type, Callable[[Any], object]] = {
    bool: lambda value: not value,
    int: lambda value: value + 1,
    str: lambda value: f"{value}x",
    bytes: lambda value: value[::-1] + b"x",
    dict: lambda value: {**value, "x": 1},
    list: lambda value: [*value, 1],
    datetime: lambda value: value + timedelta(days=1),
}
EMPTY: dict[type, object] = {bool: True, int: 1, str: "x"}


def other(column: sa.Column[Any], value: object) -> object:
    """Something else of the same type."""
    if value is None:
        return EMPTY.get(column.type.python_type, JUDGED)
    return next(change(value) for kind, change in CHANGES.items() if isinstance(value, kind))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", FROZEN)
def test_no_row_is_replaced(session: Session, name: str) -> None:
    """SQLite alone has a statement that puts a row in the place of another one without a word of deleting it."""
    names = ", ".join(f'"{column.name}"' for column in table(name).columns)
    attempt(session, f"INSERT OR REPLACE INTO {name} ({names}) SELECT {names} FROM {name}")


def test_a_submitted_sheet_is_not_moved_to_another_judge(session: Session) -> None:
    attempt(session, "UPDATE assignment SET judge_id = (SELECT MAX(id) FROM person)")
    attempt(
        session,
        f"UPDATE assignment SET stage_entry_id = {session.scalar(sa.select(sa.func.max(StageEntry.id)))}",
    )


def test_no_score_is_added_to_a_submitted_sheet(session: Session) -> None:
    attempt(
        session,
        "INSERT INTO sheet_score (sheet_id, criterion_id, score) SELECT s.id, c.id, 0 FROM score_sheet s, criterion c "
        "WHERE c.id NOT IN (SELECT criterion_id FROM sheet_score x WHERE x.sheet_id = s.id)",
    )


def test_no_vote_is_put_into_a_counted_urn(session: Session) -> None:
    attempt(
        session,
        "INSERT INTO vote (key, ballot_id, stage_entry_id, mark) "
        "SELECT 'x', ballot_id, stage_entry_id, mark FROM vote LIMIT 1",
    )
