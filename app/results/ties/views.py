"""Rankings: run, read, settle ties, let the best go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.errors import NotFound
from app.core.http.actions import run_form
from app.core.i18n import text
from app.core.verdict import Verdict, _
from app.people.models import Person
from app.results.blueprint import bp
from app.results.models import Ranking
from app.results.overview.views import back_to_overview
from app.results.rankings import rules
from app.results.rankings.ranking_view import find_decision, get_ranking, ranking_view_of, tied_rows
from app.results.rankings.rows import shown_links
from app.results.ties import service
from app.results.ties.forms import tie_form


@dataclass(frozen=True, slots=True)
class Tie:
    ranking: Ranking
    group: int


def _get_tie(public_id: str, group: int) -> Tie:
    return Tie(get_ranking(public_id), group)


def _sees_tie(person: Person, tie: Tie, now: datetime) -> Verdict:
    return rules.sees_ranking(person, tie.ranking, now)


@bp.get("/rankings/<public_id>/ties/<int(max=99999):group>")
@guard(_get_tie, sees=_sees_tie)
def tie(tie: Tie) -> ResponseReturnValue:
    return _tie_page(tie)


@bp.post("/rankings/<public_id>/ties/<int(max=99999):group>")
@guard(
    _get_tie, sees=_sees_tie, may=lambda person, tie, _now: service.may_decide(tie.ranking, tie.group, person)
)
def decide(tie: Tie) -> ResponseReturnValue:
    return _tie_page(tie)


def _tie_page(tie: Tie) -> ResponseReturnValue:
    """The form, or the decision where there is one; whoever has a tie to an applicant is shown neither."""
    sight = ranking_view_of(tie.ranking, current_person(), clock.now())
    rows = () if sight.tied else tied_rows(sight, tie.group)
    if not rows and not sight.tied:
        raise NotFound
    form = tie_form([row.stage_entry for row in rows], [_title(row) for row in rows])
    decision = None if sight.tied else find_decision(tie.ranking, tie.group)
    return run_form(
        form,
        "results/tie.html",
        ranking=tie.ranking,
        stage=tie.ranking.stage,
        direction=sight.direction,
        rows=_in_order(rows, decision.order if decision else ()),
        decision=decision,
        links=shown_links(tie.ranking),
        may_decide=service.may_decide(tie.ranking, tie.group, sight.person),
        verb=lambda: service.decide(
            ranking=tie.ranking,
            tie_group=tie.group,
            order=form.order,
            reason=form.reason.data,
            by=current_person(),
        ),
        then=lambda _decision: back_to_overview(tie.ranking.stage.edition),
        said=_("The decision stands on record."),
    )


def _title(row: Any) -> str:
    return f"{row.number} · {text({'zh': row.title_zh, 'en': row.title_en})}"


def _in_order(rows: Sequence[Any], order: Sequence[str]) -> list[Any]:
    places = {name: place for place, name in enumerate(order)}
    return sorted(rows, key=lambda row: places.get(row.stage_entry, 0))
