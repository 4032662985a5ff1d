"""What is attempted at once about results: one verb upon one row by one person."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.models import Person
from app.core.db import db
from app.programmes import service as programmes
from app.programmes.models import Edition, RulebookVersion, Stage
from app.results import service
from app.results.models import PrizeList


@dataclass(frozen=True)
class Target:
    row_id: int
    person_id: int


def draw_up(one: Target) -> None:
    assert service.draw_up(edition=db.session.get_one(Edition, one.row_id), by=_person(one))


def rank(one: Target) -> None:
    service.rank_stage(stage=db.session.get_one(Stage, one.row_id), by=_person(one))


def approve(one: Target) -> None:
    service.approve(prize_list=_list(one), by=_person(one))


def publish(one: Target) -> None:
    service.publish(prize_list=_list(one), by=_person(one))


def agree(one: Target) -> None:
    programmes.agree(version=db.session.get_one(RulebookVersion, one.row_id), by=_person(one))


def _person(one: Target) -> Person:
    return db.session.get_one(Person, one.person_id)


def _list(one: Target) -> PrizeList:
    return db.session.get_one(PrizeList, one.row_id)
