"""Who may rank and let the best advance, and whether a ranking is still the one that counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_officer, reads_dossiers

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Stage
    from app.results.rankings.models import Ranking


def sees_ranking(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    return reads_dossiers(person, ranking.stage.edition, now)


def may_read_inputs(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    """The file holds every candidacy of the stage; the reader's conflicts of interest are asked about apart."""
    return sees_ranking(person, ranking, now) and need(
        ranking.has_inputs, _("This ranking was made before its inputs were kept as a file.")
    )


def may_rank(person: Person, stage: Stage, now: datetime) -> Verdict:
    return is_officer(person, stage.edition, now) and need(
        stage.closed_at is not None, _("Nothing is ranked before the stage is closed.")
    )


def may_advance(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    return is_officer(person, ranking.stage.edition, now) and need(
        ranking.advanced_at is None, _("This ranking has been used already.")
    )


def ties_are_settled(open_groups: int) -> Verdict:
    """How many are open is not said: somebody may know of none of them."""
    return need(
        not open_groups, _("A tie across a line that matters is still open: the panel decides it first.")
    )


def is_latest(latest: bool) -> Verdict:
    """A ranking that was run again is kept, and used no more."""
    return need(latest, _("The stage was ranked again after this: use the later ranking."))


def is_under_rules_in_force(in_force: bool) -> Verdict:
    return need(in_force, _("The rules have changed since this ranking was made: rank the stage again."))


def is_unused(used: bool) -> Verdict:
    return need(not used, _("Entries have gone on from this stage: its ranking stands."))


def is_submitted(unsent: int, *, whole: bool) -> Verdict:
    """`unsent`: reopened sheets that the reader may see; `whole`: whether every sheet is there."""
    return need(
        whole,
        _("%(count)s reopened score sheets have not been submitted again: the stage waits for them."),
        count=unsent,
    )


def is_current(current: bool) -> Verdict:
    """A ranking counts the sheets as they were when it was made."""
    return need(current, _("A score sheet changed after this ranking: rank the stage again."))
