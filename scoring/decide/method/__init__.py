"""Method files: how scores become a ranking and a ranking becomes prizes, as data that is checked."""

from __future__ import annotations

from scoring.decide.method.apply import Entrant, Ranking, award, rank
from scoring.decide.method.parse import Criterion, Method, from_dict, read
from scoring.decide.method.tie_breaks import keys_of

__all__ = ["Criterion", "Entrant", "Method", "Ranking", "award", "from_dict", "keys_of", "rank", "read"]
