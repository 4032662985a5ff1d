"""Who sees the results before they are published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict
from app.people.roles.rules import reads_dossiers

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Edition


def sees_results(person: Person, edition: Edition, now: datetime) -> Verdict:
    return reads_dossiers(person, edition, now)
