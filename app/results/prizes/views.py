"""A prize list: drawn up, and shown with what can be done with it next."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.core import clock
from app.core.access import current_person, guard
from app.core.http.actions import run_action
from app.core.verdict import YES
from app.entries.conflicts.queries import has_conflict_in
from app.programmes.models import Edition
from app.results import rules as results_rules
from app.results.approvals import service as approvals_service
from app.results.blueprint import bp
from app.results.models import PrizeList
from app.results.notices import service as notices_service
from app.results.notices.queries import notice_of
from app.results.overview.queries import get_edition, lines_of
from app.results.overview.views import back_to_overview, is_ready
from app.results.prizes import rules, service
from app.results.prizes.queries import TierGroup, get_prize_list, groups_of
from app.results.prizes.source_rankings import standing_of
from app.results.publications import service as publications_service
from app.results.publications.consents import lapses_on
from app.results.strikes.queries import struck_on


def prize_list_url(prize_list: PrizeList) -> str:
    return url_for("results.prize_list", public_id=prize_list.public_id)


@bp.post("/programmes/<slug>/<int(max=9999):year>/results/draw-up")
@guard(
    get_edition,
    sees=results_rules.sees_results,
    may=lambda person, edition, now: (
        rules.may_draw_up(person, edition, now)
        and is_ready(lines_of(edition, now, to=person))
        and service.may_draw_up(edition, person)
    ),
)
def draw_up(edition: Edition) -> ResponseReturnValue:
    return run_action(
        lambda: service.draw_up(edition=edition, by=current_person()),
        then=lambda drawn_up: prize_list_url(drawn_up) if drawn_up else back_to_overview(edition),
    )


@bp.get("/prize-lists/<public_id>")
@guard(get_prize_list, sees=rules.sees_prize_list)
def prize_list(prize_list: PrizeList) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    posted, lapses, groups = notice_of(prize_list), lapses_on(prize_list), groups_of(prize_list, person, now)
    may = {
        "propose": approvals_service.may_propose(prize_list, person),
        "approve": approvals_service.may_approve(prize_list, person),
        "send_back": approvals_service.may_send_back(prize_list, person),
        "notice": notices_service.may_post_notice(prize_list, person),
        "publish": publications_service.may_publish(prize_list, person),
    }
    return render_template(
        "results/prize_list.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        notice_row=posted,
        may=may,
        groups=groups,
        book=prize_list.rulebook_version.rulebook,
        lapses=lapses,
        struck=struck_on(prize_list),
        unconsented=_unconsented(groups, lapses),
        standing=YES if prize_list.published_at else rules.stands(standing_of(prize_list)),
        has_conflict=has_conflict_in(person, prize_list.edition, now),
    )


def _unconsented(groups: Sequence[TierGroup], lapses: Collection[int]) -> int:
    """Of the entries that this reader sees on the list."""
    shown = {prize.candidacy.entry_id for group in groups for prize in group.prizes}
    return len(shown & set(lapses))


def unnamed_of(prize_list: PrizeList) -> list[str]:
    """What the last page before a step says of entries that will not be named, as far as its reader knows of them."""
    count = _unconsented(groups_of(prize_list, current_person(), clock.now()), lapses_on(prize_list))
    if not count:
        return []
    if prize_list.rulebook_version.rulebook.without_consent == "place_vacant":
        words = ngettext(
            "%(num)s place is published as vacant: there is no consent to publication.",
            "%(num)s places are published as vacant: there is no consent to publication.",
            count,
        )
    else:
        words = ngettext(
            "%(num)s entry is published without its name: there is no consent to publication.",
            "%(num)s entries are published without their names: there is no consent to publication.",
            count,
        )
    return [words]
