"""The panel's decision on a tie that the declared chain left open: on record, never a silent pick."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound, enforce
from app.core.verdict import Verdict, _, need
from app.judging.models import StageEntry
from app.people.models import Person
from app.results.models import Ranking, RankingRow, TieDecision
from app.results.rankings import rules as rankings_rules
from app.results.rankings.ranking_view import is_latest
from app.results.ties import rules
from app.results.ties.queries import decided_groups, has_tie_in


def decide(*, ranking: Ranking, tie_group: int, order: Sequence[str], reason: str, by: Person) -> TieDecision:
    """Put tied rows in the order the panel decided. `order`: public ids of their stage entries, best first."""
    enforce(may_decide(ranking, tie_group, by))
    rows = _tied(ranking, tie_group)
    if sorted(order) != sorted(rows):
        raise Invalid({"order": need(False, _("Put every tied entry in its place, each once."))})
    if not reason.strip():
        raise Invalid({"reason": need(False, _("Say how the panel decided."))})
    for row, position in zip(
        (rows[public_id] for public_id in order), sorted(row.position for row in rows.values()), strict=True
    ):
        row.position = position
    decision = TieDecision(
        ranking_id=ranking.id,
        tie_group=tie_group,
        order=list(order),
        reason=reason.strip(),
        decided_at=clock.now(),
        decided_by_id=by.id,
    )
    db.session.add(decision)
    record(
        "tie.decided",
        f"ranking:{ranking.public_id}",
        by=by,
        edition_id=ranking.stage.edition_id,
        group=tie_group,
        order=list(order),
    )
    db.session.flush()
    return decision


def may_decide(ranking: Ranking, tie_group: int, by: Person) -> Verdict:
    """Once, on the latest ranking of the stage, by an officer who has no tie to any applicant of the edition."""
    now = clock.now()
    return (
        rules.may_decide_tie(by, ranking, now)
        and rankings_rules.is_latest(is_latest(ranking))
        and rules.is_undecided(tie_group in decided_groups(ranking))
        and rules.has_no_conflict(has_tie_in(by, ranking.stage.edition, now))
    )


def _tied(ranking: Ranking, tie_group: int) -> dict[str, RankingRow]:
    rows = db.session.execute(
        sa.select(StageEntry.public_id, RankingRow)
        .join(RankingRow.stage_entry)
        .where(RankingRow.ranking_id == ranking.id, RankingRow.tie_group == tie_group)
    )
    found = dict(rows.all())
    if not found:
        raise NotFound
    return found
