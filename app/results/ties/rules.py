"""Who may decide a tie, and who agrees where the decision differs from an earlier one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_approver, is_officer

if TYPE_CHECKING:
    from app.people.models import Person
    from app.results.rankings.models import Ranking, TieDecision


def may_decide_tie(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    return is_officer(person, ranking.stage.edition, now) and need(
        ranking.advanced_at is None, _("This ranking has been used already.")
    )


def is_undecided(decided: bool) -> Verdict:
    return need(not decided, _("This tie has been decided."))


def may_agree_to_tie(person: Person, decision: TieDecision, now: datetime) -> Verdict:
    """An order that differs from an earlier decision needs a second person."""
    waits = not decision.in_force and decision.refused_at is None
    return (
        is_approver(person, decision.ranking.stage.edition, now)
        and need(waits, _("This decision is not waiting for a second person."))
        and need(
            decision.decided_by_id != person.id,
            _("You recorded this decision: another person agrees to it or refuses it."),
        )
    )


def has_no_conflict(has_conflict: bool) -> Verdict:
    """Asked of the whole edition, so that the answer tells nothing of how the own entry stands."""
    return need(
        not has_conflict,
        _("You have a conflict of interest with an applicant of this edition: somebody without one decides."),
    )
