"""Who ranks, settles ties, draws up, approves and publishes, and when each may be done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.accounts.rules import is_approver, is_officer, is_secretariat, reads_dossiers
from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.accounts.models import Person
    from app.programmes.models import Edition, Stage
    from app.results.models import PrizeList, PublicNotice, Ranking


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


def is_up_to_date(current: bool) -> Verdict:
    return need(current, _("A stage was ranked again, or has to be, after this list was drawn up: draw up another."))


def is_undecided(decided: bool) -> Verdict:
    return need(not decided, _("This tie has been decided."))


def has_no_tie(tied: bool) -> Verdict:
    """Asked of the whole edition, so that the answer tells nothing of how the own entry stands."""
    return need(not tied, _("You have a tie to an applicant of this edition: somebody without one decides."))


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
