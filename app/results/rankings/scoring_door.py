"""The door to `scoring`: plain sequences go in, exact scores, standings and prizes come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.programmes.rulebook import BallotRule, StageRules
from app.results.rankings.queries import ScoreRow

if TYPE_CHECKING:
    from scoring.data.table import ScoreTable
    from scoring.decide.ranks import Standing


@dataclass(frozen=True, slots=True)
class StageScore:
    """`score` in hundredths; `fell_back`: fewer scores than the trimmed mean needs, so the plain mean was taken."""

    score: int
    reads: int
    fell_back: bool


def warm_up() -> None:
    """Import what ranking needs; it takes its time, and no transaction should wait for it."""
    import scoring.data.table
    import scoring.decide.aggregate
    import scoring.decide.ranks
    import scoring.decide.voting  # noqa: F401


def score_table(rows: Sequence[ScoreRow]) -> ScoreTable:
    """Rows (judge, stage entry, criterion, hundredths) as the package wants them."""
    from scoring.data.table import ScoreTable

    judges, entries, criteria, scores = zip(*rows, strict=True)
    return ScoreTable.from_columns(
        judge=judges, entry=entries, criterion=criteria, score=scores, unit="hundredths"
    )


def stage_scores(table: ScoreTable, stage: StageRules, *, trimmed: bool = True) -> dict[int, StageScore]:
    """The score of every entry by the stage's averaging; `trimmed=False` leaves nothing out, for breaking ties."""
    from scoring.decide.aggregate import aggregate

    weights = {criterion.code: criterion.weight for criterion in stage.rubric}
    rule = stage.averaging
    if rule is None or rule.method == "mean" or not trimmed:
        found = aggregate(table, weights, method="mean")
    else:
        found = aggregate(
            table,
            weights,
            method="trimmed",
            trim=(rule.drop_low, rule.drop_high),
            min_judges=rule.minimum_scores,
        )
    return {
        int(entry): StageScore(int(score), int(reads), bool(fell_back))
        for entry, score, reads, fell_back in zip(
            found.entries, found.hundredths, found.n_judges, found.fell_back, strict=True
        )
    }


def criterion_scores(table: ScoreTable) -> dict[str, dict[int, int]]:
    """The mean of each criterion in hundredths, for chains that compare one: criterion, then entry."""
    from scoring.decide.totals import criterion_means

    means = criterion_means(table)
    return {str(code): means.of(code) for code in means.criteria}


def order(
    scores: Mapping[int, int | Fraction], chain: Mapping[int, Sequence[int]], lines: Iterable[int]
) -> list[Standing]:
    """Standings within one track or direction."""
    from scoring.decide.ranks import standings

    return standings(scores, chain=chain, lines=lines)


def prizes() -> Any:
    """`scoring.prizes`: candidates, tiers, decisions and the allocation itself."""
    import scoring.decide.prizes

    return scoring.decide.prizes


@dataclass(frozen=True, slots=True)
class Approvals:
    """Who passed a secret ballot; nobody where the quorum was missed."""

    quorum_met: bool
    passed: frozenset[int]


def approvals(
    yes: Mapping[int, int], base: Mapping[int, int], *, cast: int, members: int, rule: BallotRule
) -> Approvals:
    """Count a closed ballot: `base` of an entry is the ballots cast less its recused members."""
    from scoring.decide.voting import approval

    if not base:
        return Approvals(False, frozenset())
    found = approval(
        yes=yes, base=base, ballots_cast=cast, members=members, quorum=rule.quorum, majority=rule.majority
    )
    return Approvals(found.quorum_met, frozenset(int(entry) for entry in found.passed))
