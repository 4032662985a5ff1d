"""A prize list is proposed, approved, or sent back."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.http.actions import run_action, run_form
from app.core.verdict import _
from app.results.approvals import service
from app.results.approvals.forms import ReturnForm
from app.results.blueprint import bp
from app.results.models import PrizeList
from app.results.prizes.queries import get_prize_list
from app.results.prizes.rules import sees_prize_list
from app.results.prizes.views import prize_list_url, unnamed_of
from app.results.strikes.service import names_nobody_struck


@bp.post("/prize-lists/<public_id>/propose")
@guard(
    get_prize_list,
    sees=sees_prize_list,
    may=lambda person, prize_list, _now: service.may_propose(prize_list, person),
)
def propose(prize_list: PrizeList) -> ResponseReturnValue:
    return run_action(
        lambda: service.propose(prize_list=prize_list, by=current_person()),
        then=lambda _nothing: prize_list_url(prize_list),
        success_message=_("The list lies before the approver."),
    )


@bp.route("/prize-lists/<public_id>/approve", methods=["GET", "POST"])
@guard(
    get_prize_list,
    sees=sees_prize_list,
    may=lambda person, prize_list, _now: (
        service.may_approve(prize_list, person) and names_nobody_struck(prize_list)
    ),
)
def approve(prize_list: PrizeList) -> ResponseReturnValue:
    return run_form(
        PressForm(),
        "results/approve.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        unnamed=unnamed_of(prize_list),
        count=len(prize_list.prizes),
        verb=lambda: service.approve(prize_list=prize_list, by=current_person()),
        then=lambda _nothing: prize_list_url(prize_list),
        success_message=_("The list is approved."),
    )


@bp.route("/prize-lists/<public_id>/send-back", methods=["GET", "POST"])
@guard(
    get_prize_list,
    sees=sees_prize_list,
    may=lambda person, prize_list, _now: service.may_send_back(prize_list, person),
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
        then=lambda _nothing: prize_list_url(prize_list),
        success_message=_("The list was sent back."),
    )
