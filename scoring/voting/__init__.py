"""Votes that decide awards: approval with quorum and majority, Borda, Schulze, transferable votes."""

from __future__ import annotations

from scoring.voting.ballots import Ballot, Group
from scoring.voting.borda import BordaResult, borda
from scoring.voting.schulze import SchulzeResult, schulze
from scoring.voting.transferable import STVResult, stv
from scoring.voting.transferable_count import Round
from scoring.voting.yesno import ApprovalResult, Approved, approval

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
