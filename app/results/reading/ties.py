"""Entries that do not exist for a person, in rankings and prize lists."""

from __future__ import annotations

from app.judging.queries import has_conflict_in as has_tie_in

__all__ = ["has_tie_in"]
