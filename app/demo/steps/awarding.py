"""From the last ranking to the published list: drawn up, proposed, approved by another, announced."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.db import db
from app.demo.runner import act
from app.demo.steps.people import find
from app.programmes.models import Edition
from app.results.approvals import service as approvals_service
from app.results.models import PrizeList
from app.results.notices import service as notices_service
from app.results.prizes import service as prizes_service
from app.results.publications import service as publications_service

TEN_DAYS = timedelta(days=10)
"""What an officer states where the working days are not announced yet: room for five of them."""


class Awarding:
    def __init__(self, edition_id: int, *, officer: str, approver: str) -> None:
        self._edition_id, self._officer, self._approver = edition_id, officer, approver

    def approve(self, at: datetime) -> int:
        """Draw the list up and have it approved; its id."""
        list_id: int = act(at, self._draw_up)
        act(at, lambda: approvals_service.propose(prize_list=self._list(list_id), by=find(self._officer)))
        approved = at + timedelta(hours=1)
        act(
            approved,
            lambda: approvals_service.approve(prize_list=self._list(list_id), by=find(self._approver)),
        )
        return list_id

    def _draw_up(self) -> int:
        drawn_up = prizes_service.draw_up(edition=self._edition(), by=find(self._officer))
        if drawn_up is None:
            raise RuntimeError("a tie across a prize line is open")
        return drawn_up.id

    def post_notice(self, list_id: int, at: datetime) -> None:
        officer, stated = self._officer, at.date() + TEN_DAYS
        act(
            at,
            lambda: notices_service.post_notice(
                prize_list=self._list(list_id), by=find(officer), last_day=stated
            ),
        )

    def publish(self, list_id: int, at: datetime) -> None:
        approver, stated = self._approver, at.date() + TEN_DAYS
        act(
            at,
            lambda: publications_service.publish(
                prize_list=self._list(list_id), by=find(approver), last_day=stated
            ),
        )

    def _edition(self) -> Edition:
        return db.session.get_one(Edition, self._edition_id)

    def _list(self, list_id: int) -> PrizeList:
        return db.session.get_one(PrizeList, list_id)
