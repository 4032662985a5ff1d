"""The prize list on its way: drawn up, proposed, approved or sent back, under notice, published."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.http.actions import run_action, run_form
from app.core.verdict import _
from app.programmes.models import Edition
from app.results import rules as results_rules
from app.results.blueprint import bp
from app.results.models import PrizeList
from app.results.notices import rules as notices_rules
from app.results.notices.queries import notice_of
from app.results.overview.queries import get_edition, lines_of
from app.results.overview.views import back_to_overview, is_ready
from app.results.prizes import rules, service
from app.results.prizes.forms import ReturnForm
from app.results.prizes.queries import get_prize_list, groups_of
from app.results.publications import service as publications_service
from app.results.ties import rules as ties_rules
from app.results.ties.queries import has_tie_in


def _here(prize_list: PrizeList) -> str:
    return url_for("results.prize_list", public_id=prize_list.public_id)


@bp.post("/programmes/<slug>/<int(max=9999):year>/results/draw-up")
@guard(
    get_edition,
    sees=results_rules.sees_results,
    may=lambda person, edition, now: (
        rules.may_draw_up(person, edition, now) and is_ready(lines_of(edition, now, to=person))
    ),
)
def draw_up(edition: Edition) -> ResponseReturnValue:
    return run_action(
        lambda: service.draw_up(edition=edition, by=current_person()),
        then=lambda drawn_up: _here(drawn_up) if drawn_up else back_to_overview(edition),
    )


@bp.get("/prize-lists/<public_id>")
@guard(get_prize_list, sees=rules.sees_prize_list)
def prize_list(prize_list: PrizeList) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    posted = notice_of(prize_list)
    may = {
        "propose": rules.may_propose(person, prize_list, now),
        "approve": service.may_approve(prize_list, person),
        "notice": notices_rules.may_post_notice(person, prize_list, now),
        "publish": publications_service.may_publish(prize_list, person),
    }
    return render_template(
        "results/prize_list.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        notice_row=posted,
        may=may,
        groups=groups_of(prize_list, person, now),
        book=prize_list.rulebook_version.rulebook,
        untied=ties_rules.has_no_conflict(has_tie_in(person, prize_list.edition, now)),
    )


@bp.post("/prize-lists/<public_id>/propose")
@guard(get_prize_list, sees=rules.sees_prize_list, may=rules.may_propose)
def propose(prize_list: PrizeList) -> ResponseReturnValue:
    return run_action(
        lambda: service.propose(prize_list=prize_list, by=current_person()),
        then=lambda _nothing: _here(prize_list),
        said=_("The list lies before the approver."),
    )


@bp.route("/prize-lists/<public_id>/approve", methods=["GET", "POST"])
@guard(
    get_prize_list,
    sees=rules.sees_prize_list,
    may=lambda person, prize_list, _now: service.may_approve(prize_list, person),
)
def approve(prize_list: PrizeList) -> ResponseReturnValue:
    return run_form(
        PressForm(),
        "results/approve.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        count=len(prize_list.prizes),
        verb=lambda: service.approve(prize_list=prize_list, by=current_person()),
        then=lambda _nothing: _here(prize_list),
        said=_("The list is approved."),
    )


@bp.route("/prize-lists/<public_id>/send-back", methods=["GET", "POST"])
@guard(
    get_prize_list,
    sees=rules.sees_prize_list,
    may=lambda person, prize_list, _now: service.may_approve(prize_list, person),
)
def send_back(prize_list: PrizeList) -> ResponseReturnValue:
    form = ReturnForm()
    return run_form(
        form,
        "results/send_back.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        verb=lambda: service.send_back(
            prize_list=prize_list, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _nothing: _here(prize_list),
        said=_("The list was sent back."),
    )
