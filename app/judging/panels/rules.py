"""Who sees and removes a panel member."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict
from app.judging.stages.rules import may_prepare_stage, sees_stage

if TYPE_CHECKING:
    from app.judging.models import Panel
    from app.people.models import Person


def sees_panel_member(person: Person, member: tuple[Panel, Person], now: datetime) -> Verdict:
    return sees_stage(person, member[0].stage, now)


def may_remove_panel_member(person: Person, member: tuple[Panel, Person], now: datetime) -> Verdict:
    return may_prepare_stage(person, member[0].stage, now)
