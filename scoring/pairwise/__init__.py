"""Strengths from comparisons of two."""

from scoring.pairwise.strengths import BradleyTerry, bradley_terry

__all__ = ["BradleyTerry", "bradley_terry"]
