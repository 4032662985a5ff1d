"""Places, and how sure they are."""

from scoring.ranking.influence import LeaveOneOut, WithoutJudge, leave_one_judge_out
from scoring.ranking.methods import SideBySide, side_by_side
from scoring.ranking.order import hundredths, rank
from scoring.ranking.sets import Estimates, PrizeLine, RankIntervals, prize_line, rank_intervals, tau_best
from scoring.ranking.tiers import ExpectedRanks, TierProbabilities, expected_rank, tier_probabilities

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
