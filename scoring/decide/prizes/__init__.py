"""Prizes: places, floors, caps, ties, vacancies, preferences; every outcome with its reason."""

from __future__ import annotations

from scoring.decide.lottery import Draw, commit
from scoring.decide.prizes.allocate import allocate
from scoring.decide.prizes.quotas import Quotas, largest_remainder
from scoring.decide.prizes.result import (
    SENTENCES,
    Award,
    AwardList,
    Displaced,
    Reason,
    Renounced,
    Unplaced,
    Unresolved,
    Vacancy,
)
from scoring.decide.prizes.rules import Candidate, Caps, Collection, Decision, TierRule

__all__ = [
    "SENTENCES",
    "Award",
    "AwardList",
    "Candidate",
    "Caps",
    "Collection",
    "Decision",
    "Displaced",
    "Draw",
    "Quotas",
    "Reason",
    "Renounced",
    "TierRule",
    "Unplaced",
    "Unresolved",
    "Vacancy",
    "allocate",
    "commit",
    "largest_remainder",
]
