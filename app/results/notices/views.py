"""What everybody reads: the winners once they are published, and a list under public notice."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, public
from app.core.errors import NotFound
from app.core.forms import PressForm
from app.core.http.actions import run_form
from app.core.verdict import _
from app.results.blueprint import bp
from app.results.models import PrizeList
from app.results.notices import rules, service
from app.results.notices.queries import find_notice
from app.results.notices.service import after_working_days
from app.results.prizes import rules as prizes_rules
from app.results.prizes.queries import get_prize_list, prizes_of
from app.results.prizes.views import _here
from app.results.publications import document


@bp.get("/notice/<programme>/<int(max=9999):year>")
@public
def public_notice(programme: str, year: int) -> ResponseReturnValue:
    """While the list stands under notice; afterwards its winners."""
    if (notice := find_notice(programme, year, clock.now())) is None:
        raise NotFound
    prize_list = notice.prize_list
    if prize_list.published_at is not None:
        return redirect(url_for("results.winners", programme=programme, year=year))
    book = prize_list.rulebook_version.rulebook
    shown = document.build(prize_list, prizes_of(prize_list), published_at=notice.starts_at)
    return render_template(
        "results/public_notice.html",
        posted=notice,
        edition=prize_list.edition,
        book=book,
        groups=document.groups(shown, book),
    )


@bp.route("/prize-lists/<public_id>/notice", methods=["GET", "POST"])
@guard(get_prize_list, sees=prizes_rules.sees_prize_list, may=rules.may_post_notice)
def notice(prize_list: PrizeList) -> ResponseReturnValue:
    days = prize_list.rulebook_version.rulebook.notice.working_days
    return run_form(
        PressForm(),
        "results/notice.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        days=days,
        ends_at=after_working_days(clock.now(), days),
        verb=lambda: service.post_notice(prize_list=prize_list, by=current_person()),
        then=lambda _notice: _here(prize_list),
        said=_("The public notice is posted."),
    )
