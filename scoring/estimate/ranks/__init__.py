"""Places, and how sure they are."""

from scoring.decide.ranks import hundredths, rank
from scoring.estimate.ranks.intervals import (
    Estimates,
    PrizeLine,
    RankIntervals,
    prize_line,
    rank_intervals,
    tau_best,
)
from scoring.estimate.ranks.sensitivity import (
    LeaveOneOut,
    SideBySide,
    WithoutJudge,
    leave_one_judge_out,
    side_by_side,
)
from scoring.estimate.ranks.tiers import ExpectedRanks, TierProbabilities, expected_rank, tier_probabilities

__all__ = [
    "Estimates",
    "ExpectedRanks",
    "LeaveOneOut",
    "PrizeLine",
    "RankIntervals",
    "SideBySide",
    "TierProbabilities",
    "WithoutJudge",
    "expected_rank",
    "hundredths",
    "leave_one_judge_out",
    "prize_line",
    "rank",
    "rank_intervals",
    "side_by_side",
    "tau_best",
    "tier_probabilities",
]
