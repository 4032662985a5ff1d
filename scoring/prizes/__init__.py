"""Prizes: places, floors, caps, ties, vacancies, preferences; every outcome with its reason."""

from __future__ import annotations

from scoring.draw import Draw, commit
from scoring.prizes.allocate import allocate
from scoring.prizes.quotas import Quotas, largest_remainder
from scoring.prizes.reasons import SENTENCES, Reason
from scoring.prizes.result import Award, AwardList, Displaced, Renounced, Unplaced, Unresolved, Vacancy
from scoring.prizes.rules import Candidate, Caps, Collection, Decision, TierRule

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
