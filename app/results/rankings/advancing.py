"""Let the best go on from a ranked stage to the next: those above the line."""

from __future__ import annotations

from app.audit.service import record
from app.core import clock
from app.core.errors import enforce
from app.core.verdict import YES, Verdict, _, need
from app.judging.models import StageEntry
from app.judging.stages.service import enter
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.programmes.editions.service import settle_stage
from app.results.prizes.source_rankings import is_in_force
from app.results.rankings import rules
from app.results.rankings.models import Ranking, RankingRow
from app.results.rankings.queries import rows_of
from app.results.rankings.ranking_view import is_current, is_latest
from app.results.strikes.queries import ranks_struck, struck_candidacies
from app.results.strikes.rules import ranks_nobody_struck
from app.results.ties.queries import open_tie_groups


def may_use(ranking: Ranking, by: Person) -> Verdict:
    """Once, the latest ranking of the stage, under the rules in force, with every tie across a line decided."""
    return (
        rules.may_advance(by, ranking, clock.now())
        and rules.is_latest(is_latest(ranking))
        and rules.is_under_rules_in_force(is_in_force(ranking, ranking.stage.edition))
        and rules.is_current(is_current(ranking))
        and _names_nobody_struck(ranking)
        and rules.ties_are_settled(len(open_tie_groups(ranking)))
    )


def _names_nobody_struck(ranking: Ranking) -> Verdict:
    """Where the next entry moves up, whoever was struck since leaves the ranking first."""
    kept = ranking.stage.edition.rulebook.struck_places == "vacant"
    return YES if kept else ranks_nobody_struck(ranks_struck(ranking))


def advance(*, ranking: Ranking, by: Person) -> list[StageEntry]:
    """Let those above the line go on to the next stage; every tie across it must have been decided."""
    lock_edition(ranking.stage.edition)
    enforce(may_use(ranking, by))
    stage = ranking.stage
    following = stage.edition.rulebook.direction(stage.direction.code).stage_after(stage.code)
    enforce(need(following, _("No stage follows this one.")))
    assert following is not None
    chosen = above_the_line(ranking)
    for row in chosen:
        row.advances = True
    ranking.advanced_at, ranking.advanced_by_id = clock.now(), by.id
    settle_stage(stage)
    target = next(
        s for s in stage.edition.stages if s.direction_id == stage.direction_id and s.code == following.code
    )
    record(
        "stage.advanced",
        f"ranking:{ranking.public_id}",
        by=by,
        edition_id=stage.edition_id,
        number=len(chosen),
    )
    return enter(stage=target, candidacies=[row.stage_entry.candidacy for row in chosen], by=by)


def above_the_line(ranking: Ranking) -> list[RankingRow]:
    """Who goes on: the best so many, or all where the rule says so; never one that was struck or did not pass."""
    stage = ranking.stage
    rule = stage.edition.rulebook.stage(stage.code, stage.direction.code).advance
    enforce(need(rule, _("No stage follows this one.")))
    assert rule is not None
    struck = struck_candidacies(stage.edition)
    shared = stage.edition.rulebook.direction(stage.direction.code).shares_ties
    return [
        row
        for row in rows_of(ranking)
        if (rule.places is None or (row.rank if shared else row.position) <= rule.places)
        and row.passed is not False
        and row.stage_entry.candidacy_id not in struck
    ]
