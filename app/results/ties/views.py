"""A tie that the declared chain left open: the panel's decision, and the second person's on one that differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.errors import NotFound
from app.core.http.actions import run_action, run_form
from app.core.i18n import text
from app.core.verdict import Verdict, _
from app.people.models import Person
from app.results.blueprint import bp
from app.results.overview.views import back_to_overview
from app.results.rankings import rules
from app.results.rankings.models import Ranking, TieDecision
from app.results.rankings.page_rows import shown_links
from app.results.rankings.ranking_view import (
    RankingView,
    find_decision,
    get_ranking,
    ranking_view_of,
    tied_rows,
)
from app.results.ties import service
from app.results.ties.forms import TieReturnForm, tie_form
from app.results.ties.queries import earlier_decisions


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
    """The form, or the decision if there is one; whoever has a conflict of interest with an applicant sees neither."""
    sight = ranking_view_of(tie.ranking, current_person(), clock.now())
    rows = () if sight.has_conflict else tied_rows(sight, tie.group)
    if not rows and not sight.has_conflict:
        raise NotFound
    form = tie_form([row.stage_entry for row in rows], [_title(row) for row in rows])
    return run_form(
        form,
        "results/tie.html",
        **_about(tie, sight, rows),
        verb=lambda: service.decide(
            ranking=tie.ranking,
            tie_group=tie.group,
            order=form.order,
            reason=form.reason.data,
            by=current_person(),
        ),
        then=lambda decision: (
            back_to_overview(tie.ranking.stage.edition) if decision.in_force else _here(tie)
        ),
        success_message=_("The decision is on record."),
    )


def _about(tie: Tie, sight: RankingView, rows: Sequence[Any]) -> dict[str, Any]:
    decision = None if sight.has_conflict else find_decision(tie.ranking, tie.group)
    return {
        "ranking": tie.ranking,
        "stage": tie.ranking.stage,
        "direction": sight.direction,
        "group": tie.group,
        "rows": _in_order(rows, decision.order if decision else ()),
        "decision": decision,
        "links": shown_links(tie.ranking),
        "earlier": _earlier(tie, rows),
        "may_decide": service.may_decide(tie.ranking, tie.group, sight.person),
        "may_agree": service.may_agree_to_tie(decision, sight.person) if decision else None,
    }


def _earlier(tie: Tie, rows: Sequence[Any]) -> list[tuple[TieDecision, list[str]]]:
    """Decisions of earlier runs on at least two of these entries, each with their numbers in its order."""
    numbers = {row.stage_entry: str(row.number) for row in rows}
    found = [
        (decision, [numbers[name] for name in decision.order if name in numbers])
        for decision in earlier_decisions(tie.ranking)
    ]
    return [(decision, order) for decision, order in found if len(order) > 1]


def _here(tie: Tie) -> str:
    return url_for("results.tie", public_id=tie.ranking.public_id, group=tie.group)


def _title(row: Any) -> str:
    return f"{row.number} · {text({'zh': row.title_zh, 'en': row.title_en})}"


def _in_order(rows: Sequence[Any], order: Sequence[str]) -> list[Any]:
    places = {name: place for place, name in enumerate(order)}
    return sorted(rows, key=lambda row: places.get(row.stage_entry, 0))


def _decision(tie: Tie) -> TieDecision:
    decision = find_decision(tie.ranking, tie.group)
    if decision is None:
        raise NotFound
    return decision


@bp.post("/rankings/<public_id>/ties/<int(max=99999):group>/agree")
@guard(
    _get_tie, sees=_sees_tie, may=lambda person, tie, _now: service.may_agree_to_tie(_decision(tie), person)
)
def agree_to_tie(tie: Tie) -> ResponseReturnValue:
    return run_action(
        lambda: service.agree_to_tie(decision=_decision(tie), by=current_person()),
        then=lambda _nothing: back_to_overview(tie.ranking.stage.edition),
        success_message=_("The decision is in force."),
    )


@bp.route("/rankings/<public_id>/ties/<int(max=99999):group>/refuse", methods=["GET", "POST"])
@guard(
    _get_tie, sees=_sees_tie, may=lambda person, tie, _now: service.may_agree_to_tie(_decision(tie), person)
)
def refuse_tie(tie: Tie) -> ResponseReturnValue:
    form = TieReturnForm()
    return run_form(
        form,
        "results/refuse_tie.html",
        ranking=tie.ranking,
        stage=tie.ranking.stage,
        group=tie.group,
        verb=lambda: service.refuse_tie(
            decision=_decision(tie), reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _nothing: _here(tie),
        success_message=_("The decision was refused. The tie is open again."),
    )
