"""What can be done in the judging room."""

from app.judging.service.assignments import assign_stage
from app.judging.service.ballots import cast, close_ballot, declare_tie, open_ballot, votable
from app.judging.service.panels import seat, unseat
from app.judging.service.planning import plan_assignments
from app.judging.service.profiles import set_profile
from app.judging.service.recusals import recuse, release
from app.judging.service.sheets import (
    SavedSheet,
    Scores,
    is_on_scale,
    merge_sheet,
    save_sheet,
    scores_of,
    send_sheet,
)
from app.judging.service.stages import (
    admit_eligible,
    close_stage,
    enter,
    is_complete,
    is_filled,
    is_ready,
    open_stage,
    postpone,
)
from app.judging.service.wiping import mark_wiped, wipe_papers

__all__ = [
    "SavedSheet",
    "Scores",
    "admit_eligible",
    "assign_stage",
    "cast",
    "close_ballot",
    "close_stage",
    "declare_tie",
    "enter",
    "is_complete",
    "is_filled",
    "is_on_scale",
    "is_ready",
    "mark_wiped",
    "merge_sheet",
    "open_ballot",
    "open_stage",
    "plan_assignments",
    "postpone",
    "recuse",
    "release",
    "save_sheet",
    "scores_of",
    "seat",
    "send_sheet",
    "set_profile",
    "unseat",
    "votable",
    "wipe_papers",
]
