"""What everybody reads: the winners once they are published, and a list under public notice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.access import public
from app.core.errors import NotFound
from app.core.i18n import locale
from app.programmes.corrections.queries import correction_under_way
from app.programmes.rulebook import RuleBook
from app.results import document
from app.results.models import Publication
from app.results.queries import prizes_of
from app.results.reading.consents import kept_back
from app.results.reading.public import document_before, find_notice, get_publication, versions_of
from app.results.strikes.queries import struck_numbers
from app.results.views import bp

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
        "results/winners.html", publication=publication, document=published, book=book,
        groups=document.groups(published, book), version=publication.prize_list.rulebook_version,
        struck=struck_numbers(publication.prize_list), contact=_contact(book),
        versions=versions_of(publication), correcting=correction_under_way(publication.edition_id),
        differences=_differences(publication, published),
    )  # fmt: skip


def _differences(publication: Publication, published: Mapping[str, Any]) -> list[document.Difference]:
    if publication.number == 1:
        return []
    return document.differences(json.loads(document_before(publication)), published)


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
    return _bytes(get_publication(programme, year))


@bp.get("/winners/<programme>/<int(max=9999):year>/versions/<int(max=99999):number>.json")
@public
def winners_version_json(programme: str, year: int, number: int) -> ResponseReturnValue:
    return _bytes(get_publication(programme, year, number))


def _bytes(publication: Publication) -> Response:
    response = Response(publication.document.encode(), mimetype="application/json")
    response.set_etag(publication.sha256)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    return response.make_conditional(request)


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
    shown = document.build(prize_list, prizes, published_at=notice.starts_at, kept_back=kept)
    return render_template(
        "results/public_notice.html", posted=notice, edition=prize_list.edition, book=book,
        groups=document.groups(shown, book), struck=bool(kept.struck), contact=_contact(book),
    )  # fmt: skip


def _contact(book: RuleBook) -> str:
    """Where objections are raised: as the rule-book says, else at the address of the installation."""
    fallback: str = current_app.config["SETTINGS"].contact_address
    return book.objections.contact or fallback
