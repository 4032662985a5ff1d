"""What is attempted at once about results: one verb upon one row by one person."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.db import db
from app.people.models import Person
from app.programmes.models import Edition, RulebookVersion, Stage
from app.programmes.proposals import service as proposals_service
from app.results.approvals import service as approvals_service
from app.results.models import PrizeList
from app.results.prizes import service as prizes_service
from app.results.publications import service as publications_service
from app.results.rankings import service as rankings_service


@dataclass(frozen=True)
class Target:
    row_id: int
    person_id: int


def draw_up(one: Target) -> None:
    assert prizes_service.draw_up(edition=db.session.get_one(Edition, one.row_id), by=_person(one))


def rank(one: Target) -> None:
    rankings_service.rank_stage(stage=db.session.get_one(Stage, one.row_id), by=_person(one))


def approve(one: Target) -> None:
    approvals_service.approve(prize_list=_list(one), by=_person(one))


def publish(one: Target) -> None:
    publications_service.publish(prize_list=_list(one), by=_person(one))


def agree(one: Target) -> None:
    proposals_service.agree(version=db.session.get_one(RulebookVersion, one.row_id), by=_person(one))


def _person(one: Target) -> Person:
    return db.session.get_one(Person, one.person_id)


def _list(one: Target) -> PrizeList:
    return db.session.get_one(PrizeList, one.row_id)
