"""Rankings: run, read, settle ties, let the best go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Person
from app.core import clock
from app.core.access import current_person, guard
from app.core.errors import NotFound
from app.core.forms import PressForm
from app.core.i18n import text
from app.core.jobs import ask
from app.core.models import Job
from app.core.verdict import Verdict, _
from app.core.web import handle, perform
from app.judging.queries import get_stage
from app.judging.rules import sees_stage
from app.programmes.models import Edition, Stage
from app.results import rules, service
from app.results.forms import tie_form
from app.results.models import Ranking
from app.results.queries import decided_groups
from app.results.reading.rankings import (
    distribution,
    find_decision,
    get_ranking,
    is_latest,
    page_of,
    sight_of,
    tied_rows,
)
from app.results.reading.ties import has_tie_in
from app.results.views import bp
from app.results.views.histogram import histogram
from app.results.views.lines import Writer, shown_links
from app.results.views.overview import back_to_overview


@bp.post("/stages/<public_id>/rank")
@guard(get_stage, sees=sees_stage, may=lambda person, stage, _now: service.may_run(stage, person))
def rank(stage: Stage) -> ResponseReturnValue:
    def ask_for_it() -> Job:
        person, number = current_person(), service.next_number(stage)
        back = back_to_overview(stage.edition)
        return ask("rank_stage", by_id=person.id, person_id=person.id, stage_id=stage.id, number=number, back=back)

    return perform(ask_for_it, then=lambda job: url_for("desk.job", public_id=job.public_id))


@bp.get("/rankings/<public_id>")
@guard(get_ranking, sees=rules.sees_ranking)
def ranking(ranking: Ranking) -> ResponseReturnValue:
    sight = sight_of(ranking, current_person(), clock.now(), track=request.args.get("track", ""))
    page = page_of(sight, after=request.args.get("after", ""), before=request.args.get("before", ""))
    scores = distribution(sight)
    return render_template(
        "results/ranking.html", ranking=ranking, stage=ranking.stage, edition=ranking.stage.edition, sight=sight,
        page=page, lines=list(Writer(sight).rows(page)), total=sum(count for _score, count in scores),
        latest=is_latest(ranking), decided=decided_groups(ranking), direction=sight.direction,
        chart=histogram(scores, share=ranking.method == "ballot"), links=shown_links(ranking),
        may_take_inputs=rules.may_read_inputs(sight.person, ranking, sight.now) and rules.has_no_tie(sight.tied),
        entries=url_for("entries.show", public_id="-").removesuffix("-"),
    )  # fmt: skip


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
@guard(_get_tie, sees=_sees_tie,
       may=lambda person, tie, _now: service.may_decide(tie.ranking, tie.group, person))  # fmt: skip
def decide(tie: Tie) -> ResponseReturnValue:
    return _tie_page(tie)


def _tie_page(tie: Tie) -> ResponseReturnValue:
    """The form, or the decision where there is one; whoever has a tie to an applicant is shown neither."""
    sight = sight_of(tie.ranking, current_person(), clock.now())
    rows = () if sight.tied else tied_rows(sight, tie.group)
    if not rows and not sight.tied:
        raise NotFound
    form = tie_form([row.stage_entry for row in rows], [_title(row) for row in rows])
    decision = None if sight.tied else find_decision(tie.ranking, tie.group)
    return handle(
        form, "results/tie.html", ranking=tie.ranking, stage=tie.ranking.stage, direction=sight.direction,
        rows=_in_order(rows, decision.order if decision else ()), decision=decision, links=shown_links(tie.ranking),
        may_decide=service.may_decide(tie.ranking, tie.group, sight.person),
        verb=lambda: service.decide(
            ranking=tie.ranking, tie_group=tie.group, order=form.order, reason=form.reason.data, by=current_person()
        ),
        then=lambda _decision: back_to_overview(tie.ranking.stage.edition), said=_("The decision stands on record."),
    )  # fmt: skip


def _title(row: Any) -> str:
    return f"{row.number} · {text({'zh': row.title_zh, 'en': row.title_en})}"


def _in_order(rows: Sequence[Any], order: Sequence[str]) -> list[Any]:
    places = {name: place for place, name in enumerate(order)}
    return sorted(rows, key=lambda row: places.get(row.stage_entry, 0))


def _has_conflict(edition: Edition) -> bool:
    """Whoever has a conflict of interest is told no number of entries: it would say where theirs stands."""
    return has_tie_in(current_person(), edition, clock.now())


@bp.route("/rankings/<public_id>/advance", methods=["GET", "POST"])
@guard(get_ranking, sees=rules.sees_ranking, may=lambda person, ranking, _now: service.may_use(ranking, person))
def advance(ranking: Ranking) -> ResponseReturnValue:
    stage = ranking.stage
    direction = stage.edition.rulebook.direction(stage.direction.code)
    return handle(
        PressForm(), "results/advance.html", ranking=ranking, stage=stage, rule=direction.stage(stage.code).advance,
        following=direction.stage_after(stage.code),
        count=None if _has_conflict(stage.edition) else len(service.above_the_line(ranking)),
        verb=lambda: service.advance(ranking=ranking, by=current_person()),
        then=lambda _rows: back_to_overview(stage.edition), said=_("They have gone on to the next stage."),
    )  # fmt: skip
