"""Reads of the judging room that several callers share."""

from app.judging.queries.assignments import (
    assignments_of,
    files_of,
    find_profile,
    get_assignment,
    reads_attachment,
    stages_of_judge,
)
from app.judging.queries.ballots import (
    ballots_of_judge,
    booth_of,
    find_ballot,
    get_ballot,
    get_booth,
    voters_of,
)
from app.judging.queries.conflicts import Pair, conflicts_of
from app.judging.queries.panels import committee_of, get_panel, judges_of, loads_of, panels_of
from app.judging.queries.stages import entries_in, get_stage, progress_of, unsent_count

__all__ = [
    "Pair",
    "assignments_of",
    "ballots_of_judge",
    "booth_of",
    "committee_of",
    "conflicts_of",
    "entries_in",
    "files_of",
    "find_ballot",
    "find_profile",
    "get_assignment",
    "get_ballot",
    "get_booth",
    "get_panel",
    "get_stage",
    "judges_of",
    "loads_of",
    "panels_of",
    "progress_of",
    "reads_attachment",
    "stages_of_judge",
    "unsent_count",
    "voters_of",
]
