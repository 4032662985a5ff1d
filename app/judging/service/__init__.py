"""What can be done in the judging room."""

from app.judging.service.assignments import assign_stage, recuse
from app.judging.service.ballots import cast, close_ballot, open_ballot
from app.judging.service.panels import seat, unseat
from app.judging.service.sheets import save_sheet, send_sheet
from app.judging.service.stages import admit_eligible, close_stage, enter, open_stage

__all__ = [
    "admit_eligible",
    "assign_stage",
    "cast",
    "close_ballot",
    "close_stage",
    "enter",
    "open_ballot",
    "open_stage",
    "recuse",
    "save_sheet",
    "seat",
    "send_sheet",
    "unseat",
]
