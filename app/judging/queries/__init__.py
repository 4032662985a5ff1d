"""Reads of the judging room that several callers share."""

from app.judging.queries.assignments import (
    assignments_of,
    files_of,
    find_profile,
    order_of_reading,
    profiles_of,
    reads_attachment,
    stages_of_judge,
)
from app.judging.queries.ballots import (
    ballots_of_judge,
    booth_of,
    find_ballot,
    get_ballot,
    get_booth,
    unwiped,
    voters_of,
)
from app.judging.queries.conflicts import VISIBLE, Pair, Tie, conflicts_of, reader, ties_in, ties_of
from app.judging.queries.panels import committee_of, get_panel, judges_of, loads_of, panels_of, seated_in
from app.judging.queries.readings import get_reading, owed_by
from app.judging.queries.screening import screening_of, screening_step
from app.judging.queries.sheets import criteria_of, get_assignment, get_held_assignment, hold
from app.judging.queries.stages import entries_in, get_stage, progress_of, unsent_count

__all__ = [
    "VISIBLE",
    "Pair",
    "Tie",
    "assignments_of",
    "ballots_of_judge",
    "booth_of",
    "committee_of",
    "conflicts_of",
    "criteria_of",
    "entries_in",
    "files_of",
    "find_ballot",
    "find_profile",
    "get_assignment",
    "get_ballot",
    "get_booth",
    "get_held_assignment",
    "get_panel",
    "get_reading",
    "get_stage",
    "hold",
    "judges_of",
    "loads_of",
    "order_of_reading",
    "owed_by",
    "panels_of",
    "profiles_of",
    "progress_of",
    "reader",
    "reads_attachment",
    "screening_of",
    "screening_step",
    "seated_in",
    "stages_of_judge",
    "ties_in",
    "ties_of",
    "unsent_count",
    "unwiped",
    "voters_of",
]
