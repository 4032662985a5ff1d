"""Who sees and who draws up a prize list, and whether it still stands as it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from app.core.verdict import YES, Verdict, _, need
from app.people.roles.rules import is_officer, reads_dossiers
from app.results.rankings.rules import ties_are_settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.people.models import Person
    from app.programmes.models import Edition, Stage
    from app.results.models import PrizeList
    from app.results.rankings.models import Ranking


def sees_prize_list(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    return reads_dossiers(person, prize_list.edition, now)


def is_changeable(*, published: bool, correcting: bool) -> Verdict:
    return need(
        not published or correcting,
        _("The results are published: only a correction that two people agreed to changes them."),
    )


def is_ranked(runs: Sequence[Run]) -> Verdict:
    """A list is made from the latest run of every judged stage, under the rules in force, with every tie decided."""
    for run in runs:
        verdict = (
            need(run.ranking, _("The stage “%(stage)s” has not been ranked."), stage=run.name)
            and need(
                run.in_force,
                _("The rules have changed since “%(stage)s” was ranked: rank it again."),
                stage=run.name,
            )
            and need(
                run.current,
                _("A score sheet of “%(stage)s” changed after it was ranked: rank it again."),
                stage=run.name,
            )
            and ties_are_settled(run.open_ties)
        )
        if not verdict:
            return verdict
    return YES


def stands(standing: Standing) -> Verdict:
    """Whether a prize list is still what its approver would think it is."""
    return (
        need(standing.latest, _("A later prize list has been drawn up: this one is kept, and used no more."))
        and need(
            standing.rules_in_force,
            _("The rules have changed since this list was drawn up: rank again, then draw up another."),
        )
        and need(
            standing.latest_runs, _("A stage was ranked again after this list was drawn up: draw up another.")
        )
        and need(
            standing.sheets_unchanged,
            _(
                "A score sheet changed after this list was drawn up: rank the stage again and draw up another."
            ),
        )
        and ties_are_settled(standing.open_ties)
        and need(
            not standing.outside_correction, _("The correction that this list was drawn up for has ended.")
        )
    )


def none_is_in_the_way(state: str) -> Verdict:
    """`state`: of the list that stands on its way; "" where none does, or nothing but a draft."""
    return need(
        state != "approved",
        _("A prize list is approved. It is published, or sent back, before anything changes."),
    ) and need(state != "proposed", _("A prize list waits for approval: it is approved or sent back first."))


def may_draw_up(person: Person, edition: Edition, now: datetime) -> Verdict:
    return is_officer(person, edition, now)


class Run(NamedTuple):
    """How a judged stage stands: its latest ranking, and whether rules and sheets are those it was made of."""

    stage: Stage
    ranking: Ranking | None
    in_force: bool
    current: bool
    open_ties: int

    @property
    def name(self) -> Mapping[str, Any]:
        return self.stage.name


class Standing(NamedTuple):
    """Whether a prize list is still what it was made as."""

    latest: bool
    rules_in_force: bool
    latest_runs: bool
    sheets_unchanged: bool
    open_ties: int
    outside_correction: bool
