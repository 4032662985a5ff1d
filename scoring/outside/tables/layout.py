"""How a table is laid out: where judges, entries and criteria stand, and which columns hold scores."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scoring.data.labels import clean
from scoring.outside.tables.columns import Found, matching
from scoring.outside.tables.grid import Grid, letters
from scoring.outside.tables.header import Header, corner_roles
from scoring.outside.tables.headings import (
    CRITERION_LIKE,
    ENTRY_LIKE,
    JUDGE_LIKE,
    JUDGE_NAMED,
    NO_SCORES,
    Role,
    is_derived,
    is_like,
    plain,
)
from scoring.outside.tables.options import Layout, Options
from scoring.outside.tables.plan import Plan, ScoreColumn
from scoring.outside.tables.values import Values

OF_JUDGES = re.compile("评委|专家|评审|裁判|judge|review|juror|expert", re.IGNORECASE)
OF_CRITERIA = re.compile("指标|标准|维度|criteri|indicator|rubric", re.IGNORECASE)
IN_HEADINGS: Mapping[Layout, tuple[Role | None, Role | None]] = {
    "judges": (None, "judge"),
    "entries": (None, "entry"),
    "judges+criteria": ("judge", "criterion"),
    "criteria+judges": ("criterion", "judge"),
    "entries+criteria": ("entry", "criterion"),
}
"""What the group over a column and its own heading are, by layout."""


class Planner:
    """Decides on the layout; what cannot be decided is a fault that names the option."""

    def __init__(self, grid: Grid, header: Header, found: Found, *, options: Options, values: Values) -> None:
        self.grid, self.header, self.found, self.options = grid, header, found, options
        self.values, self.faults = values, found.faults

    def plan(self) -> Plan | None:
        """The plan, or None where `faults` says why there is none."""
        if self.faults:
            return None
        layout = self.options.layout or self._layout()
        if layout is None:
            return None
        return self._long() if layout == "long" else self._by_columns(layout)

    def _layout(self) -> Layout | None:
        roles = self.found.roles
        if "judge" in roles and "entry" in roles:
            return self._long_or_reviews()
        if "judge" not in roles and "entry" not in roles:
            return self._by_corner()
        return self._wide("entry" if "entry" in roles else "judge")

    def _long_or_reviews(self) -> Layout | None:
        score = self.found.roles.get("score")
        if score is None:
            return "reviews"
        others = self._columns_of_scores()
        if self.header.names[score] == "score" or "criterion" in self.found.roles or not others:
            return "long"
        if self.options.columns.get("score"):
            return "long"
        said = ", ".join(map(self.header.said, others))
        self.faults.append(
            f"{self.header.said(score)} may be the score, or be made up of {said}; "
            "state --layout long for the one, --layout reviews for the others"
        )
        return None

    def _by_corner(self) -> Layout | None:
        """A first heading that names both directions, or none at all."""
        headings = [self.header.names[column] for column in self._columns_of_scores()]
        corner = len(corner_roles(self.header.names[0])) == 2
        if headings and all(is_like(one, JUDGE_LIKE, JUDGE_NAMED) for one in headings):
            return "judges"
        if headings and corner and all(is_like(one, ENTRY_LIKE) for one in headings):
            return "entries"
        said = self._said(self._columns_of_scores())
        self.faults.append(
            f"no heading says what stands in the rows and what in {said}; state --layout judges where these are "
            "judges, --layout entries where they are entries, or name the columns: --column judge=A --column entry=B"
        )
        return None

    def _wide(self, rows: Role) -> Layout | None:
        columns = self._columns_of_scores()
        groups = list(dict.fromkeys(self.header.groups[column] for column in columns))
        if len(groups) > 1 and any(groups):
            return self._two_levels(rows, [one for one in groups if one])
        names = [self.header.names[column] for column in columns]
        if rows == "entry" and self._are_judges(names, "".join(groups)):
            return "judges"
        if (
            rows == "judge"
            and names
            and all(is_like(one, ENTRY_LIKE) for one in names)
            and not self._are_criteria(names)
        ):
            return "entries"
        self._ask(rows, columns)
        return None

    def _are_judges(self, names: Sequence[str], group: str) -> bool:
        alike = bool(names) and all(is_like(one, JUDGE_LIKE, JUDGE_NAMED) for one in names)
        return alike or (
            bool(names) and OF_JUDGES.search(group) is not None and not self._are_criteria(names)
        )

    def _are_criteria(self, names: Sequence[str]) -> bool:
        expected = {plain(name) for name in self.options.criteria}
        return any(plain(name) in expected or is_like(name, CRITERION_LIKE) for name in names)

    def _two_levels(self, rows: Role, groups: Sequence[str]) -> Layout | None:
        columns = [column for column in self._columns_of_scores() if self.header.groups[column]]
        names = list(dict.fromkeys(self.header.names[column] for column in columns))
        upper, lower = (
            all(is_like(one, JUDGE_LIKE, JUDGE_NAMED) for one in part) for part in (groups, names)
        )
        if rows == "judge":
            return "entries+criteria"
        if upper != lower:
            return "judges+criteria" if upper else "criteria+judges"
        if self._are_criteria(names) != self._are_criteria(groups):
            return "judges+criteria" if self._are_criteria(names) else "criteria+judges"
        self.faults.append(
            f"the headings {', '.join(groups)} stand over {', '.join(names)}; state --layout judges+criteria where "
            "judges stand over criteria, --layout criteria+judges where criteria stand over judges"
        )
        return None

    def _ask(self, rows: Role, columns: Sequence[int]) -> None:
        other: Role = "judge" if rows == "entry" else "entry"
        plural = "judges" if other == "judge" else "entries"
        headings = [self.header.names[column] for column in columns]
        if not columns:
            has = ", ".join(one for one in self.header.names if one)
            self.faults.append(f"no column names the {other}, and none has scores; the headings are {has}")
        elif self._are_criteria(headings):
            self.faults.append(
                f"{self._said(columns)} hold the criteria, and no column names the {other}; add one, "
                f"or name it: --column {other}=HEADING"
            )
        else:
            self.faults.append(
                f"no column names the {other}, so that {self._said(columns)} may be {plural} or criteria; "
                f"state --layout {plural}, or name the {other}'s column: --column {other}=HEADING"
            )

    def _said(self, columns: Sequence[int]) -> str:
        said = [self.header.said(column) for column in columns]
        return ", ".join(said) if len(said) < 5 else f"{said[0]} to {said[-1]}"

    def _columns_of_scores(self) -> list[int]:
        """Columns that hold scores by their cells or by their heading, and are neither labels nor sums."""
        if self.options.criteria and (asked := self._expected()):
            return asked
        taken = {*self.found.roles.values(), *self.found.ignored}
        free = (column for column in range(len(self.header)) if column not in taken)
        return [column for column in free if self._holds_scores(column)]

    def _expected(self) -> list[int]:
        """The columns of the criteria that the method has."""
        known = [
            self.found.criteria.get(name, matching(self.header, name))
            for name in map(clean, self.options.criteria)
        ]
        return [column for column in known if column is not None]

    def _holds_scores(self, column: int) -> bool:
        name = self.header.names[column]
        if is_derived(name) or plain(name) in NO_SCORES:
            return False
        if not name and self._stands_first(column):
            return False
        sure = is_like(name, JUDGE_LIKE, ENTRY_LIKE, CRITERION_LIKE)
        cells = [cell for cell in self.grid.column(column, self._rows()) if clean(cell)]
        found = [self.values.of(cell) for cell in cells]
        numbers = sum(one.number is not None or one.percent is not None for one in found)
        words = sum(bool(one.word) for one in found)
        return (sure and bool(cells)) or (numbers > 0 and 2 * numbers >= len(cells) - words)

    def _stands_first(self, column: int) -> bool:
        """Nothing stands to its left: it holds the labels of the rows."""
        return not any(clean(cell) for at in range(column) for cell in self.grid.column(at, self._rows()))

    def _rows(self) -> range:
        return range(self.header.first, len(self.grid.rows))

    def _long(self) -> Plan | None:
        roles = dict(self.found.roles)
        missing = [role for role in ("judge", "entry", "score") if role not in roles]
        if missing:
            has = [one for one in self.header.names if one]
            self.faults.append(
                f"the table lacks {missing}; it has {has}; name them: --column {missing[0]}=HEADING"
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
        if not self.faults and not columns:
            has = ", ".join(one for one in self.header.names if one)
            self.faults.append(f"no column has scores; the headings are {has}")
        self._refuse_twice(columns)
        return None if self.faults else Plan(layout, self.header, labels, tuple(columns), weight)

    def _take_rows(self, layout: Layout, labels: dict[Role, int]) -> None:
        """The column of what stands in the rows; the first one where no heading says."""
        inside = IN_HEADINGS[layout]
        for role in inside:
            if role is not None:
                labels.pop(role, None)
        rows: Role = "judge" if "entry" in inside else "entry"
        first = next((c for c in range(len(self.header)) if self._stands_first(c) and self._has_cells(c)), 0)
        self.found.roles[rows] = labels.setdefault(rows, first)

    def _has_cells(self, column: int) -> bool:
        return any(clean(cell) for cell in self.grid.column(column, self._rows()))

    def _score_columns(self, layout: Layout) -> list[ScoreColumn]:
        if layout == "reviews":
            return self._criteria()
        upper, lower = IN_HEADINGS[layout]
        found = []
        for column in self._columns_of_scores():
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
        columns = self._columns_of_scores()
        if not columns:
            totals = [
                c for c, name in enumerate(self.header.names) if is_derived(name) and self._has_cells(c)
            ]
            return [ScoreColumn(totals[0])] if len(totals) == 1 else []
        return [ScoreColumn(c, {"criterion": stated.get(c, self.header.names[c])}) for c in columns]

    def _named(self, criterion: str) -> int | None:
        column = self.found.criteria.get(clean(criterion), matching(self.header, clean(criterion)))
        if column is None:
            has = ", ".join(one for one in self.header.names if one)
            asked = f"name it: --column {criterion}=HEADING"
            self.faults.append(
                f"no single column is headed {criterion!r}, a criterion; the headings are {has}; {asked}"
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
