"""Who keeps away from what they have a conflict of interest with does not run the stage around it either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.core.verdict import Verdict
from app.entries.conflicts.queries import has_conflict_in
from app.judging.stages import rules
from app.people.models import Person
from app.programmes.models import Edition, Stage

Rule = Callable[[Any, Any, datetime], Verdict]


def impartial(rule: Rule) -> Rule:
    """The rule, for those alone who have no conflict of interest in the edition: another officer acts instead."""

    def asked(person: Person, thing: Any, now: datetime) -> Verdict:
        verdict = rule(person, thing, now)
        return verdict and rules.is_impartial(has_conflict_in(person, _edition_of(thing), now))

    return asked


def _edition_of(thing: Any) -> Edition:
    """Of a stage, a ballot, or somebody's place on a panel or in a stage."""
    owner = thing[0] if isinstance(thing, tuple) else thing
    stage: Stage = owner if isinstance(owner, Stage) else owner.stage
    return stage.edition
