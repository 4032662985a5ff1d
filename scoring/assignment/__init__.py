"""Who judges what: exact assignment under loads, conflicts, pools and wishes.

The question is a minimum-cost flow; `assign` answers it over few arcs, proves the answer against all, and says
which limits contradict each other when there is none.
"""

from __future__ import annotations

from scoring.assignment.bridges import Bridges
from scoring.assignment.infeasible import InfeasibleAssignmentError, Relief
from scoring.assignment.plan import assign
from scoring.assignment.problem import AssignmentInputError
from scoring.assignment.result import Assignment

__all__ = [
    "Assignment",
    "AssignmentInputError",
    "Bridges",
    "InfeasibleAssignmentError",
    "Relief",
    "assign",
]
