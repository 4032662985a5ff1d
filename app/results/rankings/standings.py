"""What the entries of a stage are ordered by: their scores or their votes, and the keys that break ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import _, need
from app.judging.models import Ballot, StageEntry
from app.programmes.models import Stage, StageKind
from app.programmes.rulebook import DirectionRules
from app.results.rankings.inputs import Inputs, of_sheets, of_votes
from app.results.rankings.queries import ballot_counts, score_rows
from app.results.rankings.scoring_door import approvals, score_table, stage_scores
from app.results.rankings.tie_break_keys import TieBreakKeys


@dataclass(slots=True)
class Standings:
    """What ranks, by stage entry id, and what is shown beside it."""

    method: str
    keys: dict[int, int | Fraction]
    shown: dict[int, dict[str, Any]]
    chain: dict[str, Mapping[int, int]]
    inputs: Inputs
    facts: dict[str, Any] = field(default_factory=dict)


def standings_of(stage: Stage, direction: DirectionRules) -> Standings:
    """By the votes of a ballot, else by the score sheets. Raises Refused where no sheet was submitted."""
    return _by_ballot(stage, direction) if stage.kind == StageKind.BALLOT else _by_scores(stage, direction)


def _by_scores(stage: Stage, direction: DirectionRules) -> Standings:
    book, rows = direction.stage(stage.code), list(score_rows(stage))
    enforce(need(rows, _("No score sheet was submitted in this stage.")))
    scores = stage_scores(score_table(rows), book)
    return Standings(
        method=book.averaging.method if book.averaging else "mean",
        keys={entry: score.score for entry, score in scores.items()},
        shown={e: {"score": s.score, "reads": s.reads, "fell_back": s.fell_back} for e, s in scores.items()},
        chain=TieBreakKeys(stage, rows, _candidacies(stage)).keys(),
        inputs=of_sheets(rows),
    )


def _by_ballot(stage: Stage, direction: DirectionRules) -> Standings:
    book = direction.stage(stage.code)
    ballot = db.session.scalar(sa.select(Ballot).where(Ballot.stage_id == stage.id))
    assert ballot is not None and book.ballot is not None
    yes, base, cast = ballot_counts(ballot, abstentions=book.ballot.abstentions == "counted")
    result = approvals(yes, base, cast=cast, members=ballot.members, rule=book.ballot)
    candidacies = _candidacies(stage)
    return Standings(
        method="ballot",
        keys={e: Fraction(yes.get(e, 0), base[e]) if base.get(e) else Fraction(0) for e in candidacies},
        shown={
            e: {
                "yes": yes.get(e, 0),
                "base": base.get(e, 0),
                "passed": e in result.passed,
                "reads": base.get(e, 0),
            }
            for e in candidacies
        },
        chain=TieBreakKeys(stage, [], candidacies).keys(),
        inputs=of_votes(yes, base, candidacies),
        facts={"cast": cast, "members": ballot.members, "quorum_met": result.quorum_met},
    )


def _candidacies(stage: Stage) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(StageEntry.id, StageEntry.candidacy_id).where(StageEntry.stage_id == stage.id)
    )
    return dict(rows.all())
