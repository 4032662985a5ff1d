"""Who ranks, settles ties, draws up, approves and publishes, and when each may be done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_officer, reads_dossiers

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Stage
    from app.results.models import Ranking


def sees_ranking(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    return reads_dossiers(person, ranking.stage.edition, now)


def may_rank(person: Person, stage: Stage, now: datetime) -> Verdict:
    return is_officer(person, stage.edition, now) and need(
        stage.closed_at is not None, _("Nothing is ranked before the stage is closed.")
    )


def may_advance(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    return is_officer(person, ranking.stage.edition, now) and need(
        ranking.advanced_at is None, _("This ranking has been used already.")
    )


def ties_are_settled(open_groups: int) -> Verdict:
    return need(
        not open_groups,
        _("%(count)s ties cross a line that matters: the panel decides them first."),
        count=open_groups,
    )


def is_latest(latest: bool) -> Verdict:
    """A ranking that was run again is kept, and used no more."""
    return need(latest, _("The stage was ranked again after this: use the later ranking."))


def is_unused(used: bool) -> Verdict:
    return need(not used, _("Entries have gone on from this stage: its ranking stands."))
