"""Who ranks, settles ties, draws up, approves and publishes, and when each may be done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.accounts.rules import is_approver, is_officer, is_secretariat, reads_dossiers
from app.core.verdict import YES, Verdict, _, need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.accounts.models import Person
    from app.programmes.models import Edition, Stage
    from app.results.models import PrizeList, PublicNotice, Ranking, TieDecision
    from app.results.reading.basis import Run, Standing


def sees_results(person: Person, edition: Edition, now: datetime) -> Verdict:
    return reads_dossiers(person, edition, now)


def sees_ranking(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    return reads_dossiers(person, ranking.stage.edition, now)


def may_read_inputs(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    """The file holds every candidacy of the stage; whether the reader has a tie to one is asked apart."""
    return sees_ranking(person, ranking, now) and need(
        ranking.has_inputs, _("This ranking was made before its inputs were kept as a file.")
    )


def sees_prize_list(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    return reads_dossiers(person, prize_list.edition, now)


def may_rank(person: Person, stage: Stage, now: datetime) -> Verdict:
    return is_officer(person, stage.edition, now) and need(
        stage.closed_at is not None, _("Nothing is ranked before the stage is closed.")
    )


def may_decide_tie(person: Person, ranking: Ranking, now: datetime) -> Verdict:
    return is_officer(person, ranking.stage.edition, now) and need(
        ranking.advanced_at is None, _("This ranking has been used already.")
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
        whole, _("%(count)s reopened score sheets have not been submitted again: the stage waits for them."),
        count=unsent,
    )  # fmt: skip


def is_current(current: bool) -> Verdict:
    """A ranking counts the sheets as they were when it was made."""
    return need(current, _("A score sheet changed after this ranking: rank the stage again."))


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


def has_no_tie(tied: bool) -> Verdict:
    """Asked of the whole edition, so that the answer tells nothing of how the own entry stands."""
    return need(not tied, _("You have a tie to an applicant of this edition: somebody without one decides."))


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
                run.in_force, _("The rules have changed since “%(stage)s” was ranked: rank it again."), stage=run.name
            )
            and need(
                run.current,
                _("A score sheet of “%(stage)s” changed after it was ranked: rank it again."), stage=run.name,
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
        and need(standing.latest_runs, _("A stage was ranked again after this list was drawn up: draw up another."))
        and need(
            standing.sheets_unchanged,
            _("A score sheet changed after this list was drawn up: rank the stage again and draw up another."),
        )
        and ties_are_settled(standing.open_ties)
        and need(not standing.outside_correction, _("The correction that this list was drawn up for has ended."))
    )


def none_is_in_the_way(state: str) -> Verdict:
    """`state`: of the list that stands on its way; "" where none does, or nothing but a draft."""
    return need(
        state != "approved", _("A prize list is approved. It is published, or sent back, before anything changes.")
    ) and need(state != "proposed", _("A prize list waits for approval: it is approved or sent back first."))


def may_draw_up(person: Person, edition: Edition, now: datetime) -> Verdict:
    return is_officer(person, edition, now)


def may_propose(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    return is_officer(person, prize_list.edition, now) and need(
        prize_list.state == "draft", _("This list has been proposed already.")
    )


def may_approve(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    """By an approver who is never the one who drew it up."""
    return (
        is_approver(person, prize_list.edition, now)
        and need(prize_list.state == "proposed", _("This list is not waiting for approval."))
        and need(person.id != prize_list.drawn_up_by_id, _("You drew this list up: another person approves it."))
    )


def may_send_back(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    """Until it is published, also when it is approved or under public notice: that is what a notice is for."""
    return (
        is_approver(person, prize_list.edition, now)
        and need(
            prize_list.state in ("proposed", "approved"), _("This list is not waiting for approval or publication.")
        )
        and need(person.id != prize_list.drawn_up_by_id, _("You drew this list up: another person sends it back."))
    )


def may_post_notice(person: Person, prize_list: PrizeList, now: datetime) -> Verdict:
    asked = prize_list.rulebook_version.rulebook.notice.of == "winners"
    return (
        is_officer(person, prize_list.edition, now)
        and need(prize_list.state == "approved", _("Only an approved list is put under public notice."))
        and need(asked, _("The rule-book of this edition asks for no public notice of winners."))
    )


def may_publish(
    person: Person, prize_list: PrizeList, now: datetime, *, notice: PublicNotice | None
) -> Verdict:
    """Approved by a second person, and the public notice over where there is one."""
    asked = prize_list.rulebook_version.rulebook.notice.of == "winners"
    return (
        is_secretariat(person, prize_list.edition, now)
        and need(prize_list.state != "published", _("This list has been published."))
        and need(prize_list.state == "approved", _("This list has not been approved."))
        and need(not asked or notice is not None, _("The public notice has not been posted."))
        and need(
            notice is None or now >= notice.ends_at,
            _("The public notice ends at %(closes)s."), closes=notice.ends_at if notice else None,
        )
    )  # fmt: skip
