"""Method files: how scores become a ranking and a ranking becomes prizes, as data that is checked."""

from __future__ import annotations

from scoring.method.contest import Entrant, Ranking, award, keys_of, rank
from scoring.method.parse import from_dict, read
from scoring.method.spec import Criterion, Method

__all__ = ["Criterion", "Entrant", "Method", "Ranking", "award", "from_dict", "keys_of", "rank", "read"]
