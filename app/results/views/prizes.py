"""The prize list on its way: drawn up, proposed, approved or sent back, under notice, published."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.core import clock
from app.core.access import current_person, guard
from app.core.forms import Form, PressForm
from app.core.verdict import YES, _
from app.core.web import handle, perform
from app.core.working_days import after_working_days
from app.programmes.models import Edition
from app.results import rules, service
from app.results.forms import LastDayForm, ReturnForm
from app.results.models import PrizeList
from app.results.queries import notice_of
from app.results.reading.basis import standing_of
from app.results.reading.consents import lapses_on
from app.results.reading.overview import get_edition, get_prize_list, lines_of
from app.results.reading.prizes import TierGroup, groups_of
from app.results.reading.ties import has_tie_in
from app.results.strikes.queries import struck_on
from app.results.strikes.service import names_nobody_struck
from app.results.views import bp
from app.results.views.overview import back_to_overview, is_ready


def _here(prize_list: PrizeList) -> str:
    return url_for("results.prize_list", public_id=prize_list.public_id)


@bp.post("/programmes/<slug>/<int(max=9999):year>/results/draw-up")
@guard(get_edition, sees=rules.sees_results,
       may=lambda person, edition, now: rules.may_draw_up(person, edition, now)
       and is_ready(lines_of(edition, now, to=person)) and service.may_draw_up(edition, person),
)  # fmt: skip
def draw_up(edition: Edition) -> ResponseReturnValue:
    return perform(
        lambda: service.draw_up(edition=edition, by=current_person()),
        then=lambda drawn_up: _here(drawn_up) if drawn_up else back_to_overview(edition),
    )


@bp.get("/prize-lists/<public_id>")
@guard(get_prize_list, sees=rules.sees_prize_list)
def prize_list(prize_list: PrizeList) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    posted, lapses, groups = notice_of(prize_list), lapses_on(prize_list), groups_of(prize_list, person, now)
    may = {
        "propose": service.may_propose(prize_list, person),
        "approve": service.may_approve(prize_list, person),
        "send_back": service.may_send_back(prize_list, person),
        "notice": service.may_post_notice(prize_list, person),
        "publish": service.may_publish(prize_list, person),
    }
    return render_template(
        "results/prize_list.html", prize_list=prize_list, edition=prize_list.edition, notice_row=posted, may=may,
        groups=groups, book=prize_list.rulebook_version.rulebook, lapses=lapses, struck=struck_on(prize_list),
        unconsented=_unconsented(groups, lapses),
        standing=YES if prize_list.published_at else rules.stands(standing_of(prize_list)),
        untied=rules.has_no_tie(has_tie_in(person, prize_list.edition, now)),
    )  # fmt: skip


def _unconsented(groups: Sequence[TierGroup], lapses: Collection[int]) -> int:
    """Of the entries that this reader sees on the list."""
    shown = {prize.candidacy.entry_id for group in groups for prize in group.prizes}
    return len(shown & set(lapses))


def _unnamed(prize_list: PrizeList) -> list[str]:
    """What the last page before a step says of entries that will not be named, as far as its reader knows of them."""
    count = _unconsented(groups_of(prize_list, current_person(), clock.now()), lapses_on(prize_list))
    if not count:
        return []
    if prize_list.rulebook_version.rulebook.without_consent == "place_vacant":
        words = ngettext(
            "%(num)s place is published as vacant: there is no consent to publication.",
            "%(num)s places are published as vacant: there is no consent to publication.", count,
        )  # fmt: skip
    else:
        words = ngettext(
            "%(num)s entry is published without its name: there is no consent to publication.",
            "%(num)s entries are published without their names: there is no consent to publication.", count,
        )  # fmt: skip
    return [words]


@bp.post("/prize-lists/<public_id>/propose")
@guard(get_prize_list, sees=rules.sees_prize_list,
       may=lambda person, prize_list, _now: service.may_propose(prize_list, person))  # fmt: skip
def propose(prize_list: PrizeList) -> ResponseReturnValue:
    return perform(
        lambda: service.propose(prize_list=prize_list, by=current_person()), then=lambda _nothing: _here(prize_list),
        said=_("The list lies before the approver."),
    )  # fmt: skip


@bp.route("/prize-lists/<public_id>/approve", methods=["GET", "POST"])
@guard(get_prize_list, sees=rules.sees_prize_list,
       may=lambda person, prize_list, _now: service.may_approve(prize_list, person)
       and names_nobody_struck(prize_list))  # fmt: skip
def approve(prize_list: PrizeList) -> ResponseReturnValue:
    return handle(
        PressForm(), "results/approve.html", prize_list=prize_list, edition=prize_list.edition,
        unnamed=_unnamed(prize_list),
        count=len(prize_list.prizes),
        verb=lambda: service.approve(prize_list=prize_list, by=current_person()),
        then=lambda _nothing: _here(prize_list), said=_("The list is approved."),
    )  # fmt: skip


@bp.route("/prize-lists/<public_id>/send-back", methods=["GET", "POST"])
@guard(get_prize_list, sees=rules.sees_prize_list,
       may=lambda person, prize_list, _now: service.may_send_back(prize_list, person))  # fmt: skip
def send_back(prize_list: PrizeList) -> ResponseReturnValue:
    form = ReturnForm()
    return handle(
        form, "results/send_back.html", prize_list=prize_list, edition=prize_list.edition,
        verb=lambda: service.send_back(prize_list=prize_list, reason=form.reason.data or "", by=current_person()),
        then=lambda _nothing: _here(prize_list), said=_("The list was sent back."),
    )  # fmt: skip


@bp.route("/prize-lists/<public_id>/notice", methods=["GET", "POST"])
@guard(get_prize_list, sees=rules.sees_prize_list,
       may=lambda person, prize_list, _now: service.may_post_notice(prize_list, person))  # fmt: skip
def notice(prize_list: PrizeList) -> ResponseReturnValue:
    days = prize_list.rulebook_version.rulebook.notice.working_days
    form, ends_at = period_form(days)
    return handle(
        form, "results/notice.html", prize_list=prize_list, edition=prize_list.edition, days=days, ends_at=ends_at,
        unnamed=_unnamed(prize_list),
        verb=lambda: service.post_notice(prize_list=prize_list, by=current_person(), **form.values),
        then=lambda _notice: _here(prize_list), said=_("The public notice is posted."),
    )  # fmt: skip


def period_form(days: int) -> tuple[Form, datetime | None]:
    """A button where the calendar says when so many working days from now end; else a form that asks for the day."""
    ends_at = after_working_days(clock.now(), days)
    return (PressForm() if ends_at else LastDayForm()), ends_at


@bp.route("/prize-lists/<public_id>/publish", methods=["GET", "POST"])
@guard(get_prize_list, sees=rules.sees_prize_list,
       may=lambda person, prize_list, _now: service.may_publish(prize_list, person))  # fmt: skip
def publish(prize_list: PrizeList) -> ResponseReturnValue:
    days = prize_list.rulebook_version.rulebook.objections.working_days
    form, ends_at = period_form(days)
    return handle(
        form, "results/publish.html", prize_list=prize_list, edition=prize_list.edition,
        count=None if has_tie_in(current_person(), prize_list.edition, clock.now()) else len(prize_list.prizes),
        days=days, ends_at=ends_at, unnamed=_unnamed(prize_list),
        verb=lambda: service.publish(prize_list=prize_list, by=current_person(), **form.values),
        then=lambda _publication: _here(prize_list), said=_("The winners are published."),
    )  # fmt: skip
