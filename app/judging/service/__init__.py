"""What can be done in the judging room."""

from app.judging.service.assignments import assign_stage
from app.judging.service.ballots import cast, close_ballot, forget_history, open_ballot, votable
from app.judging.service.panels import seat, unseat
from app.judging.service.planning import plan_assignments
from app.judging.service.profiles import set_profile
from app.judging.service.recusals import recuse
from app.judging.service.sheets import Scores, is_on_scale, save_sheet, scores_of, send_sheet
from app.judging.service.stages import admit_eligible, close_stage, enter, open_stage

__all__ = [
    "Scores",
    "admit_eligible",
    "assign_stage",
    "cast",
    "close_ballot",
    "close_stage",
    "enter",
    "forget_history",
    "is_on_scale",
    "open_ballot",
    "open_stage",
    "plan_assignments",
    "recuse",
    "save_sheet",
    "scores_of",
    "seat",
    "send_sheet",
    "set_profile",
    "unseat",
    "votable",
]
