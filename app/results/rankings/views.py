"""Rankings: run, read, let the best go on."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.http.actions import run_action, run_form
from app.core.jobs import enqueue
from app.core.models import Job
from app.core.verdict import _
from app.entries.conflicts.queries import has_conflict_in
from app.judging.stages.queries import get_stage
from app.judging.stages.rules import sees_stage
from app.programmes.models import Edition, Stage
from app.results.blueprint import bp
from app.results.overview.views import back_to_overview
from app.results.rankings import advancing, rules, service
from app.results.rankings.histogram import histogram
from app.results.rankings.models import Ranking
from app.results.rankings.page_rows import Writer, shown_links
from app.results.rankings.ranking_view import distribution, get_ranking, is_latest, page_of, ranking_view_of
from app.results.ties import rules as ties_rules
from app.results.ties.queries import decided_groups


@bp.post("/stages/<public_id>/rank")
@guard(get_stage, sees=sees_stage, may=lambda person, stage, _now: service.may_run(stage, person))
def rank(stage: Stage) -> ResponseReturnValue:
    def ask_for_it() -> Job:
        person, number = current_person(), service.next_number(stage)
        back = back_to_overview(stage.edition)
        return enqueue(
            "rank_stage", by_id=person.id, person_id=person.id, stage_id=stage.id, number=number, back=back
        )

    return run_action(ask_for_it, then=lambda job: url_for("desk.job", public_id=job.public_id))


@bp.get("/rankings/<public_id>")
@guard(get_ranking, sees=rules.sees_ranking)
def ranking(ranking: Ranking) -> ResponseReturnValue:
    sight = ranking_view_of(ranking, current_person(), clock.now(), track=request.args.get("track", ""))
    page = page_of(sight, after=request.args.get("after", ""), before=request.args.get("before", ""))
    scores = distribution(sight)
    return render_template(
        "results/ranking.html",
        ranking=ranking,
        stage=ranking.stage,
        edition=ranking.stage.edition,
        sight=sight,
        page=page,
        lines=list(Writer(sight).rows(page)),
        total=sum(count for _score, count in scores),
        latest=is_latest(ranking),
        decided=decided_groups(ranking),
        direction=sight.direction,
        chart=histogram(scores, share=ranking.method == "ballot"),
        links=shown_links(ranking),
        may_take_inputs=rules.may_read_inputs(sight.person, ranking, sight.now)
        and ties_rules.has_no_conflict(sight.has_conflict),
        entries=url_for("entries.show", public_id="-").removesuffix("-"),
        may_run=service.may_run(ranking.stage, current_person()),
    )


def _has_conflict(edition: Edition) -> bool:
    """Whoever has a conflict of interest is told no number of entries: it would say where theirs stands."""
    return has_conflict_in(current_person(), edition, clock.now())


@bp.route("/rankings/<public_id>/advance", methods=["GET", "POST"])
@guard(
    get_ranking, sees=rules.sees_ranking, may=lambda person, ranking, _now: advancing.may_use(ranking, person)
)
def advance(ranking: Ranking) -> ResponseReturnValue:
    stage = ranking.stage
    direction = stage.edition.rulebook.direction(stage.direction.code)
    return run_form(
        PressForm(),
        "results/advance.html",
        ranking=ranking,
        stage=stage,
        rule=direction.stage(stage.code).advance,
        following=direction.stage_after(stage.code),
        count=None if _has_conflict(stage.edition) else len(advancing.above_the_line(ranking)),
        verb=lambda: advancing.advance(ranking=ranking, by=current_person()),
        then=lambda _rows: back_to_overview(stage.edition),
        success_message=_("They have gone on to the next stage."),
    )
