"""Who judges what: exact assignment under loads, conflicts, pools and wishes.

The question is a minimum-cost flow; `assign` answers it over few arcs, proves the answer against all, and says
which limits contradict each other when there is none.
"""

from __future__ import annotations

from scoring.plan.assignment.assign import assign
from scoring.plan.assignment.bridges import Bridges
from scoring.plan.assignment.infeasible import InfeasibleAssignmentError, Relief
from scoring.plan.assignment.limits import AssignmentInputError
from scoring.plan.assignment.result import Assignment

__all__ = [
    "Assignment",
    "AssignmentInputError",
    "Bridges",
    "InfeasibleAssignmentError",
    "Relief",
    "assign",
]
