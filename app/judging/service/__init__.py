"""What can be done in the judging room."""

from app.judging.service.assignments import assign_stage
from app.judging.service.ballots import cast, close_ballot, declare_tie, may_count, open_ballot, votable
from app.judging.service.leaving import leave_stages
from app.judging.service.panels import seat, unseat
from app.judging.service.permissions import impartial
from app.judging.service.planning import Plan, plan_assignments, plan_panels
from app.judging.service.profiles import set_profile
from app.judging.service.recusals import declare, keep_away, record_conflict, recuse, release
from app.judging.service.reminders import awaited, letter_of, remind
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
    is_submitted,
    open_stage,
    postpone,
)
from app.judging.service.wiping import mark_wiped, wipe_papers

__all__ = [
    "Plan",
    "SavedSheet",
    "Scores",
    "admit_eligible",
    "assign_stage",
    "awaited",
    "cast",
    "close_ballot",
    "close_stage",
    "declare",
    "declare_tie",
    "enter",
    "impartial",
    "is_complete",
    "is_filled",
    "is_on_scale",
    "is_ready",
    "is_submitted",
    "keep_away",
    "leave_stages",
    "letter_of",
    "mark_wiped",
    "may_count",
    "merge_sheet",
    "open_ballot",
    "open_stage",
    "plan_assignments",
    "plan_panels",
    "postpone",
    "record_conflict",
    "recuse",
    "release",
    "remind",
    "save_sheet",
    "scores_of",
    "seat",
    "send_sheet",
    "set_profile",
    "unseat",
    "votable",
    "wipe_papers",
]
