"""The published winners, each version at its address, as a page and as the bytes that were hashed; and publishing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.access import current_person, guard, public
from app.core.http.actions import run_form
from app.core.i18n import locale
from app.core.verdict import _
from app.entries.conflicts.queries import has_conflict_in
from app.programmes.corrections.queries import correction_under_way
from app.results.blueprint import bp
from app.results.models import PrizeList, Publication
from app.results.notices.forms import period_form
from app.results.notices.objections_contact import contact_of
from app.results.prizes import rules
from app.results.prizes.queries import get_prize_list
from app.results.prizes.views import prize_list_url, unnamed_of
from app.results.publications import service
from app.results.publications.differences import Difference, differences
from app.results.publications.queries import document_before, get_publication, versions_of
from app.results.publications.winners_by_tier import groups
from app.results.strikes.queries import struck_numbers

SECONDS_KEPT = 60


@bp.get("/winners/<programme>/<int(max=9999):year>")
@public
def winners(programme: str, year: int) -> ResponseReturnValue:
    publication = get_publication(programme, year)
    return _kept_a_minute(make_response(_page(publication)), publication)


@bp.get("/winners/<programme>/<int(max=9999):year>/versions/<int(max=99999):number>")
@public
def winners_version(programme: str, year: int, number: int) -> ResponseReturnValue:
    """What was published first, and after each correction: every version keeps its address."""
    publication = get_publication(programme, year, number)
    return _kept_a_minute(make_response(_page(publication)), publication)


def _page(publication: Publication) -> str:
    book = publication.prize_list.rulebook_version.rulebook
    published = json.loads(publication.document)
    return render_template(
        "results/winners.html",
        publication=publication,
        document=published,
        book=book,
        groups=groups(published, book),
        version=publication.prize_list.rulebook_version,
        struck=struck_numbers(publication.prize_list),
        contact=contact_of(book),
        versions=versions_of(publication),
        correcting=correction_under_way(publication.edition_id),
        differences=_differences(publication, published),
    )


def _differences(publication: Publication, published: Mapping[str, Any]) -> list[Difference]:
    if publication.number == 1:
        return []
    return differences(json.loads(document_before(publication)), published)


def _kept_a_minute(response: Response, publication: Publication) -> ResponseReturnValue:
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
    return _bytes(get_publication(programme, year))


@bp.get("/winners/<programme>/<int(max=9999):year>/versions/<int(max=99999):number>.json")
@public
def winners_version_json(programme: str, year: int, number: int) -> ResponseReturnValue:
    return _bytes(get_publication(programme, year, number))


def _bytes(publication: Publication) -> ResponseReturnValue:
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
    days = prize_list.rulebook_version.rulebook.objections.working_days
    form, ends_at = period_form(days)
    return run_form(
        form,
        "results/publish.html",
        prize_list=prize_list,
        edition=prize_list.edition,
        count=None
        if has_conflict_in(current_person(), prize_list.edition, clock.now())
        else len(prize_list.prizes),
        days=days,
        ends_at=ends_at,
        unnamed=unnamed_of(prize_list),
        verb=lambda: service.publish(prize_list=prize_list, by=current_person(), **form.values),
        then=lambda _publication: prize_list_url(prize_list),
        success_message=_("The winners are published."),
    )
