"""Rankings: run, read, let the best go on."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.jobs import ask
from app.core.models import Job
from app.core.verdict import _
from app.core.web import handle, perform
from app.judging.queries import get_stage
from app.judging.rules import sees_stage
from app.programmes.models import Edition, Stage
from app.results import rules, service
from app.results.models import Ranking
from app.results.queries import decided_groups
from app.results.reading.rankings import (
    distribution,
    get_ranking,
    is_latest,
    page_of,
    sight_of,
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
        may_run=service.may_run(ranking.stage, current_person()),
    )  # fmt: skip


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
