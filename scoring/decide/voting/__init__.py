"""Votes that decide awards: approval with quorum and majority, Borda, Schulze, transferable votes."""

from __future__ import annotations

from scoring.decide.voting.ballots import Ballot, Group
from scoring.decide.voting.borda import BordaResult, borda
from scoring.decide.voting.majority import ApprovalResult, Approved, approval
from scoring.decide.voting.schulze import SchulzeResult, schulze
from scoring.decide.voting.transferable import STVResult, stv
from scoring.decide.voting.transferable_count import Round

__all__ = [
    "ApprovalResult",
    "Approved",
    "Ballot",
    "BordaResult",
    "Group",
    "Round",
    "STVResult",
    "SchulzeResult",
    "approval",
    "borda",
    "schulze",
    "stv",
]
