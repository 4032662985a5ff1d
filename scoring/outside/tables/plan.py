"""Where everything is in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.outside.tables.header import Header
from scoring.outside.tables.headings import Role
from scoring.outside.tables.options import Layout


@dataclass(frozen=True)
class ScoreColumn:
    """A column of scores, and the labels that its headings give to all of them."""

    column: int
    labels: Mapping[Role, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Where everything is: `labels` the columns of labels in rows, `scores` those of scores."""

    layout: Layout
    header: Header
    labels: Mapping[Role, int]
    scores: tuple[ScoreColumn, ...]
    weight: int | None = None

    @property
    def wide(self) -> bool:
        """Whether judges or entries stand in the headings."""
        return self.layout not in ("long", "reviews")

    @property
    def used(self) -> set[int]:
        found = {*self.labels.values(), *(one.column for one in self.scores)}
        return found if self.weight is None else {*found, self.weight}
