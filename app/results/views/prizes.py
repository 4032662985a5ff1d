"""The prize list on its way: drawn up, proposed, approved or sent back, under notice, published."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.verdict import YES, _
from app.core.web import handle, perform
from app.programmes.models import Edition
from app.results import rules, service
from app.results.forms import ReturnForm
from app.results.models import PrizeList
from app.results.queries import notice_of
from app.results.reading.basis import standing_of
from app.results.reading.overview import get_edition, get_prize_list, lines_of
from app.results.reading.prizes import groups_of
from app.results.reading.ties import has_tie_in
from app.results.service.notices import after_working_days
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
    posted = notice_of(prize_list)
    may = {
        "propose": service.may_propose(prize_list, person),
        "approve": service.may_approve(prize_list, person),
        "send_back": service.may_send_back(prize_list, person),
        "notice": service.may_post_notice(prize_list, person),
        "publish": service.may_publish(prize_list, person),
    }
    return render_template(
        "results/prize_list.html", prize_list=prize_list, edition=prize_list.edition, notice_row=posted, may=may,
        groups=groups_of(prize_list, person, now), book=prize_list.rulebook_version.rulebook,
        standing=YES if prize_list.published_at else rules.stands(standing_of(prize_list)),
        untied=rules.has_no_tie(has_tie_in(person, prize_list.edition, now)),
    )  # fmt: skip


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
       may=lambda person, prize_list, _now: service.may_approve(prize_list, person))  # fmt: skip
def approve(prize_list: PrizeList) -> ResponseReturnValue:
    return handle(
        PressForm(), "results/approve.html", prize_list=prize_list, edition=prize_list.edition,
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
    return handle(
        PressForm(), "results/notice.html", prize_list=prize_list, edition=prize_list.edition, days=days,
        ends_at=after_working_days(clock.now(), days),
        verb=lambda: service.post_notice(prize_list=prize_list, by=current_person()),
        then=lambda _notice: _here(prize_list), said=_("The public notice is posted."),
    )  # fmt: skip


@bp.route("/prize-lists/<public_id>/publish", methods=["GET", "POST"])
@guard(get_prize_list, sees=rules.sees_prize_list,
       may=lambda person, prize_list, _now: service.may_publish(prize_list, person))  # fmt: skip
def publish(prize_list: PrizeList) -> ResponseReturnValue:
    return handle(
        PressForm(), "results/publish.html", prize_list=prize_list, edition=prize_list.edition,
        count=len(prize_list.prizes),
        verb=lambda: service.publish(prize_list=prize_list, by=current_person()),
        then=lambda _publication: _here(prize_list), said=_("The winners are published."),
    )  # fmt: skip
