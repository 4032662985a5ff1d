"""From the layout of a table to the place of everything in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.data.labels import clean
from scoring.outside.tables.candidates import Columns
from scoring.outside.tables.columns import matching
from scoring.outside.tables.grid import letters
from scoring.outside.tables.headings import Role, is_total
from scoring.outside.tables.layout import IN_HEADINGS
from scoring.outside.tables.options import Layout
from scoring.outside.tables.plan import Plan, ScoreColumn


class Planner:
    """Makes the plan of one layout; what stands in its way is a fault."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.header, self.found = columns, columns.header, columns.found
        self.options, self.faults = columns.options, columns.found.faults

    def plan(self, layout: Layout) -> Plan | None:
        """The plan, or None where `faults` says why there is none."""
        return self._long() if layout == "long" else self._by_columns(layout)

    def _long(self) -> Plan | None:
        roles = dict(self.found.roles)
        missing = [role for role in ("judge", "entry", "score") if role not in roles]
        if missing:
            self.faults.append(
                f"the table lacks {missing}; {self.columns.all_headings}; name them: --column {missing[0]}=HEADING"
            )
            return None
        score, weight = roles.pop("score"), roles.pop("weight", None)
        return Plan("long", self.header, roles, (ScoreColumn(score),), weight)

    def _by_columns(self, layout: Layout) -> Plan | None:
        """A layout in which headings are labels: of criteria, judges or entries."""
        labels = dict(self.found.roles)
        weight = labels.pop("weight", None)
        labels.pop("score", None)
        if layout != "reviews":
            self._take_rows(layout, labels)
        columns = self._score_columns(layout)
        self._require(labels, columns)
        if len(self.options.criteria) > 1 and "criterion" not in {
            *labels,
            *(r for c in columns for r in c.labels),
        }:
            listed = ", ".join(self.options.criteria)
            self.faults.append(
                f"there is one score for each judge and entry, and not one for each of {listed}"
            )
        if not self.faults and not columns:
            self.faults.append(
                f"no column has scores; {self.columns.all_headings}; state what texts count: --value TEXT=POINTS"
            )
        self._refuse_twice(columns)
        return None if self.faults else Plan(layout, self.header, labels, tuple(columns), weight)

    def _take_rows(self, layout: Layout, labels: dict[Role, int]) -> None:
        """The column of what stands in the rows; the first one where no heading says."""
        inside = IN_HEADINGS[layout]
        for role in inside:
            if role is not None:
                labels.pop(role, None)
        rows: Role = "judge" if "entry" in inside else "entry"
        first = self.columns.first
        if rows not in labels and first in labels.values():
            self.faults.append(
                f"no column names the {rows}; {self.columns.all_headings}; --column {rows}=HEADING names one"
            )
        self.found.roles[rows] = labels.setdefault(rows, first)

    def _require(self, labels: Mapping[Role, int], columns: Sequence[ScoreColumn]) -> None:
        """Judge and entry stand somewhere, in rows or in headings."""
        known = {*labels, *(role for one in columns for role in one.labels)}
        for role in ("judge", "entry"):
            if columns and role not in known:
                self.faults.append(
                    f"no column names the {role}; {self.columns.all_headings}; --column {role}=HEADING names one"
                )

    def _score_columns(self, layout: Layout) -> list[ScoreColumn]:
        if layout == "reviews":
            return self._criteria()
        upper, lower = IN_HEADINGS[layout]
        found = []
        for column in self.columns.of_scores():
            group, name = self.header.groups[column], self.header.names[column]
            if upper is None or group:
                given = {upper: group, lower: name}
                found.append(
                    ScoreColumn(column, {role: text for role, text in given.items() if role is not None})
                )
        return found

    def _criteria(self) -> list[ScoreColumn]:
        """A column a criterion; where there is none, the one column of totals is the score."""
        expected = {clean(name): self._named(name) for name in self.options.criteria}
        if expected:
            return [ScoreColumn(c, {"criterion": name}) for name, c in expected.items() if c is not None]
        stated = {column: name for name, column in self.found.criteria.items()}
        columns = self.columns.of_scores()
        if not columns:
            totals = [
                c for c, name in enumerate(self.header.names) if is_total(name) and self.columns.have_cells(c)
            ]
            return [ScoreColumn(totals[0])] if len(totals) == 1 else []
        return [ScoreColumn(c, {"criterion": stated.get(c, self.header.names[c])}) for c in columns]

    def _named(self, criterion: str) -> int | None:
        column = self.found.criteria.get(clean(criterion), matching(self.header, clean(criterion)))
        if column is None:
            asked = f"name it: --column {criterion}=HEADING"
            self.faults.append(
                f"no single column is headed {criterion!r}, a criterion; {self.columns.all_headings}; {asked}"
            )
        return column

    def _refuse_twice(self, columns: Sequence[ScoreColumn]) -> None:
        seen: dict[tuple[tuple[str, str], ...], int] = {}
        for one in columns:
            labels = tuple((role, clean(text)) for role, text in one.labels.items())
            if not all(text for _, text in labels):
                asked = f"write one, or leave it out: --ignore {letters(one.column)}"
                self.faults.append(f"column {letters(one.column)} has scores and no heading; {asked}")
            elif labels in seen:
                asked = f"correct one, or leave it out: --ignore {letters(one.column)}"
                name = " ".join(text for _, text in labels)
                self.faults.append(
                    f"columns {letters(seen[labels])} and {letters(one.column)} are both headed {name!r}; {asked}"
                )
            seen.setdefault(labels, one.column)
