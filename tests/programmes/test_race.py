"""An amendment of a rubric against the first sheet sent in under it: whoever is second sees the first."""

from __future__ import annotations

import threading
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.people.models import Person, Role, RoleGrant
from app.programmes.editions import service as editions_service
from app.programmes.models import RulebookVersion, Stage
from app.programmes.proposals import service as proposals_service
from app.programmes.rulebook import shipped_books
from tests.factories import book_of

NOW = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
NEW = "A criterion of another name"


def rename(book: dict[str, Any]) -> None:
    stage = next(s for s in book["directions"][0]["stages"] if s["kind"] == "scoring")
    stage["rubric"][0]["name"]["en"] = NEW


@pytest.mark.parametrize("name", list(shipped_books()))
def test_no_sheet_is_sent_in_under_a_rubric_that_changes_after_it(fresh_app: Flask, name: str) -> None:
    stage_id, version_id, approver_id = Context().run(_prepare, fresh_app, name)
    start = threading.Barrier(2)
    read: list[str] = []
    agreed: list[bool] = []

    def agree() -> None:
        with fresh_app.app_context(), clock.held_at(NOW):
            start.wait(10)
            try:
                with transaction() as session:
                    version = session.get_one(RulebookVersion, version_id)
                    proposals_service.agree(version=version, by=session.get_one(Person, approver_id))
                agreed.append(True)
            except Refused:
                agreed.append(False)

    def send_a_sheet() -> None:
        with fresh_app.app_context(), clock.held_at(NOW):
            start.wait(10)
            with transaction() as session:
                stage = session.get_one(Stage, stage_id)
                assert stage.criteria
                editions_service.lock_rubric(stage)
                read.append(stage.criteria[0].name["en"])

    threads = [threading.Thread(target=agree), threading.Thread(target=send_a_sheet)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with fresh_app.app_context():
        stage = db.session.get_one(Stage, stage_id)
        assert stage.rubric_locked_at == NOW
        assert read == [stage.criteria[0].name["en"]], "the sheet was read under the rubric that stands"
        assert agreed == [read == [NEW]]


def _prepare(app: Flask, name: str) -> tuple[int, int, int]:
    """An open edition whose first rubric waits to be renamed: its stage, the proposal, and who may agree."""
    with app.app_context(), clock.held_at(NOW):
        with transaction() as session:
            first, second, officer, approver = (
                _person(n) for n in ("first", "second", "officer", "approver")
            )
            session.add_all([first, second, officer, approver])
            for person in (first, second):
                person.grants.append(_grant(Role.ADMINISTRATOR, None))
        with transaction():
            opening = proposals_service.propose_edition(book=book_of(name), demonstration=True, by=first)
        with transaction():
            proposals_service.agree(version=opening, by=second)
        edition = opening.edition
        with transaction():
            officer.grants.append(_grant(Role.OFFICER, edition.id))
            approver.grants.append(_grant(Role.APPROVER, edition.id))
        with transaction():
            version = proposals_service.propose_amendment(
                edition=edition, book=book_of(name, rename), reason="A better name", by=officer
            )
        stage = next(s for s in edition.stages if s.kind == "scoring")
        return stage.id, version.id, approver.id


def _person(name: str) -> Person:
    return Person(email=f"{name}@example.test", name_latin=name, sort_key=name, created_at=NOW)


def _grant(role: Role, edition_id: int | None) -> RoleGrant:
    return RoleGrant(role=role, edition_id=edition_id, starts_at=NOW - YEAR, ends_at=NOW + YEAR)
