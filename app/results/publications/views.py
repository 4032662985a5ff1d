"""What everybody reads: the winners once they are published, and a list under public notice."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.access import current_person, guard, public
from app.core.forms import PressForm
from app.core.http.actions import run_form
from app.core.i18n import locale
from app.core.verdict import _
from app.results.blueprint import bp
from app.results.models import PrizeList, Publication
from app.results.notices.service import after_working_days
from app.results.prizes import rules
from app.results.prizes.queries import get_prize_list
from app.results.prizes.views import _here
from app.results.publications import document, service
from app.results.publications.queries import get_publication

SECONDS_KEPT = 60


@bp.get("/winners/<programme>/<int(max=9999):year>")
@public
def winners(programme: str, year: int) -> ResponseReturnValue:
    publication = get_publication(programme, year)
    book = publication.prize_list.rulebook_version.rulebook
    published = json.loads(publication.document)
    response = make_response(
        render_template(
            "results/winners.html",
            publication=publication,
            document=published,
            book=book,
            groups=document.groups(published, book),
            version=publication.prize_list.rulebook_version,
            objections_until=_objections_until(publication, book.objections.working_days),
        )
    )
    return _kept_a_minute(response, publication)


def _objections_until(publication: Publication, days: int) -> datetime | None:
    return after_working_days(publication.published_at, days) if days else None


def _kept_a_minute(response: Response, publication: Publication) -> Response:
    """In this reader's browser alone, since the frame is theirs; the page shows the time, so not for longer."""
    if current_user.is_authenticated:
        return response
    minute = int(clock.now().timestamp()) // SECONDS_KEPT
    response.set_etag(f"{publication.sha256}-{locale()}-{minute}")
    response.headers["Cache-Control"] = f"private, max-age={SECONDS_KEPT}"
    response.vary.update(("Cookie", "Accept-Language"))
    return response.make_conditional(request)


@bp.get("/winners/<programme>/<int(max=9999):year>.json")
@public
def winners_json(programme: str, year: int) -> ResponseReturnValue:
    """The very bytes that were published."""
    publication = get_publication(programme, year)
    response = Response(publication.document.encode(), mimetype="application/json")
    response.set_etag(publication.sha256)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    return response.make_conditional(request)


@bp.route("/prize-lists/<public_id>/publish", methods=["GET", "POST"])
@guard(
    get_prize_list,
    sees=rules.sees_prize_list,
    may=lambda person, prize_list, _now: service.may_publish(prize_list, person),
)
def publish(prize_list: PrizeList) -> ResponseReturnValue:
    return run_form(
        PressForm(),
        "results/publish.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        count=len(prize_list.prizes),
        verb=lambda: service.publish(prize_list=prize_list, by=current_person()),
        then=lambda _publication: _here(prize_list),
        said=_("The winners are published."),
    )
