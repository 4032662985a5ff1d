"""Files to take away: the winners for everybody, a ranking for the secretariat."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, public
from app.exchange import rankings, winners_tables
from app.exchange.csv_and_xlsx import as_csv, as_xlsx
from app.exchange.tables import Table
from app.results.models import Publication
from app.results.publications.queries import get_publication
from app.results.rankings.models import Ranking
from app.results.rankings.ranking_view import every_row, get_ranking, ranking_view_of
from app.results.rankings.rules import sees_ranking
from app.results.rankings.service import may_take_inputs

bp = Blueprint("exports", __name__)

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS_KEPT = 60
FORM = 1  # raised where the same publication gives other bytes, so that no browser keeps the old ones


@bp.get("/winners/<programme>/<int(max=9999):year>.csv")
@public
def winners_csv(programme: str, year: int) -> ResponseReturnValue:
    publication = get_publication(programme, year)
    list_, _check = _tables(publication)
    return _published(_file(as_csv(list_), CSV, f"winners-{programme}-{year}.csv"), publication)


@bp.get("/winners/<programme>/<int(max=9999):year>.xlsx")
@public
def winners_xlsx(programme: str, year: int) -> ResponseReturnValue:
    publication = get_publication(programme, year)
    content = as_xlsx(_tables(publication), made_at=publication.published_at)
    return _published(_file(content, XLSX, f"winners-{programme}-{year}.xlsx"), publication)


def _tables(publication: Publication) -> tuple[Table, Table]:
    document = json.loads(publication.document)
    book = publication.prize_list.rulebook_version.rulebook
    tiers = {(d.code, tier.code): tier.name.model_dump() for d in book.directions for tier in d.prizes}
    return winners_tables.winners(document, tiers), winners_tables.proof(document, publication.sha256)


def _published(response: Response, publication: Publication) -> ResponseReturnValue:
    response.set_etag(f"{publication.sha256}-{FORM}-{response.mimetype}")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    return response.make_conditional(request)


@bp.get("/rankings/<public_id>.csv")
@guard(get_ranking, sees=sees_ranking)
def ranking_csv(ranking: Ranking) -> ResponseReturnValue:
    return _file(as_csv(_ranking(ranking)), CSV, f"{_name(ranking)}.csv")


@bp.get("/rankings/<public_id>.xlsx")
@guard(get_ranking, sees=sees_ranking)
def ranking_xlsx(ranking: Ranking) -> ResponseReturnValue:
    rows = _ranking(ranking)
    tables: Sequence[Table] = (rows, rankings.summary(rows)) if rows.rows else (rows,)
    return _file(as_xlsx(tables, made_at=ranking.run_at), XLSX, f"{_name(ranking)}.xlsx")


@bp.get("/rankings/<public_id>/inputs.json")
@guard(get_ranking, sees=sees_ranking, may=lambda person, ranking, _now: may_take_inputs(ranking, person))
def ranking_inputs(ranking: Ranking) -> ResponseReturnValue:
    """The very bytes whose SHA-256 stands beside the ranking."""
    return _file((ranking.inputs or "").encode(), "application/json", f"{_name(ranking)}-inputs.json")


def _ranking(ranking: Ranking) -> Table:
    sight = ranking_view_of(ranking, current_person(), clock.now())
    return rankings.ranking(sight, every_row(sight), numbered=not sight.has_conflict)


def _name(ranking: Ranking) -> str:
    edition = ranking.stage.edition
    return f"ranking-{edition.programme.slug}-{edition.year}-{ranking.stage.code}-{ranking.number}"


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
