"""The page of the public notice, and the button that begins it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, public
from app.core.errors import NotFound
from app.core.http.actions import run_form
from app.core.verdict import _
from app.results.blueprint import bp
from app.results.models import PrizeList
from app.results.notices import service
from app.results.notices.forms import period_form
from app.results.notices.objections_contact import contact_of
from app.results.notices.queries import find_notice
from app.results.prizes import rules
from app.results.prizes.queries import get_prize_list, prizes_of
from app.results.prizes.views import prize_list_url, unnamed_of
from app.results.publications import winners_json
from app.results.publications.consents import kept_back
from app.results.publications.winners_by_tier import groups


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
    prizes, kept = prizes_of(prize_list), kept_back(prize_list)
    shown = winners_json.build(prize_list, prizes, published_at=notice.starts_at, kept_back=kept)
    return render_template(
        "results/public_notice.html",
        posted=notice,
        edition=prize_list.edition,
        book=book,
        groups=groups(shown, book),
        struck=bool(kept.struck),
        contact=contact_of(book),
    )


@bp.route("/prize-lists/<public_id>/notice", methods=["GET", "POST"])
@guard(
    get_prize_list,
    sees=rules.sees_prize_list,
    may=lambda person, prize_list, _now: service.may_post_notice(prize_list, person),
)
def notice(prize_list: PrizeList) -> ResponseReturnValue:
    days = prize_list.rulebook_version.rulebook.notice.working_days
    form, ends_at = period_form(days)
    return run_form(
        form,
        "results/notice.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        days=days,
        ends_at=ends_at,
        unnamed=unnamed_of(prize_list),
        verb=lambda: service.post_notice(prize_list=prize_list, by=current_person(), **form.values),
        then=lambda _notice: prize_list_url(prize_list),
        success_message=_("The public notice is posted."),
    )
