"""How a table is laid out: where judges, entries and criteria stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scoring.outside.tables.candidates import Columns
from scoring.outside.tables.grid import OTHER_SHEETS, letters
from scoring.outside.tables.header import corner_roles
from scoring.outside.tables.headings import (
    CRITERION_LIKE,
    ENTRY_LIKE,
    JUDGE_LIKE,
    JUDGE_NAMED,
    PERSON_LIKE,
    Role,
    is_like,
    plain,
    role_of,
)
from scoring.outside.tables.options import Layout

OF_JUDGES = re.compile("评委|专家|裁判")
OF_CRITERIA = re.compile("指标|标准|维度|内容|要素|项目|方面")
IN_HEADINGS: Mapping[Layout, tuple[Role | None, Role | None]] = {
    "judges": (None, "judge"),
    "entries": (None, "entry"),
    "judges+criteria": ("judge", "criterion"),
    "criteria+judges": ("criterion", "judge"),
    "entries+criteria": ("entry", "criterion"),
}
"""What the group over a column and its own heading are, by layout."""


class Decision:
    """Decides on the layout; what cannot be decided is a fault that names the option."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.header, self.found = columns, columns.header, columns.found
        self.options, self.faults = columns.options, columns.found.faults

    def layout(self) -> Layout | None:
        """The layout that was stated, or the one that can be told; None where `faults` says why not."""
        if self.options.layout is not None:
            return self.options.layout
        roles = self.found.roles
        if "judge" in roles and "entry" in roles:
            return self._long_or_reviews()
        if "judge" not in roles and "entry" not in roles:
            return self._by_corner()
        rows: Role = "entry" if "entry" in roles else "judge"
        if "score" in roles and not self._has_sure(rows):
            self._ask(rows, [])
            return None
        return self._wide(rows)

    def _has_sure(self, rows: Role) -> bool:
        """Whether some heading is surely a judge's, or an entry's, so that a column of scores is their sum."""
        pattern = JUDGE_LIKE if rows == "entry" else ENTRY_LIKE
        return any(is_like(self.header.names[column], pattern) for column in self.columns.of_scores())

    def _long_or_reviews(self) -> Layout | None:
        score = self.found.roles.get("score")
        if score is None:
            return "reviews"
        others = self.columns.of_scores()
        if self.header.names[score] == "score" or "criterion" in self.found.roles or not others:
            return "long"
        if self.options.columns.get("score"):
            return "long"
        listed = ", ".join(map(self.header.describe, others))
        self.faults.append(
            f"{self.header.describe(score)} may be the score, or be made up of {listed}; "
            "state --layout long for the one, --layout reviews for the others"
        )
        return None

    def _by_corner(self) -> Layout | None:
        """A first heading that names both directions, or none at all."""
        headings = [self.header.names[column] for column in self.columns.of_scores()]
        corner = len(corner_roles(self.header.names[0])) == 2
        if headings and all(is_like(one, JUDGE_LIKE, JUDGE_NAMED) for one in headings):
            return "judges"
        if headings and corner and all(is_like(one, ENTRY_LIKE) for one in headings):
            return "entries"
        listed = self.columns.describe(self.columns.of_scores())
        self.faults.append(
            f"it is not said what stands in the rows and what in {listed}; state --layout judges where these are "
            "judges, --layout entries where they are entries, or name the columns: --column judge=A --column entry=B"
        )
        return None

    def _wide(self, rows: Role) -> Layout | None:
        columns = self.columns.of_scores()
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
        """By their own headings, or by what stands over them: `评委`, or `专家评分` over people's names."""
        if not names or self._are_criteria(names):
            return False
        over = role_of(group)
        by_group = OF_JUDGES.search(group) is not None and OF_CRITERIA.search(group) is None
        return (
            all(is_like(one, JUDGE_LIKE, JUDGE_NAMED) for one in names)
            or (over is not None and over[0] == "judge")
            or (by_group and all(is_like(one, PERSON_LIKE) for one in names))
        )

    def _are_criteria(self, names: Sequence[str]) -> bool:
        expected = {plain(name) for name in self.options.criteria}
        return any(plain(name) in expected or is_like(name, CRITERION_LIKE) for name in names)

    def _two_levels(self, rows: Role, groups: Sequence[str]) -> Layout | None:
        columns = [column for column in self.columns.of_scores() if self.header.groups[column]]
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

    def _of_sheets(self) -> str:
        """Where there are other sheets, each may be a judge's own."""
        others = any(note.startswith(OTHER_SHEETS) for note in self.columns.grid.notes)
        return (
            "where each sheet is one judge's, copy them into one with a column judge; here " if others else ""
        )

    def _odd_ones(self, columns: Sequence[int]) -> list[int]:
        """The columns that do not look like judges among those that do."""
        odd = [
            column for column in columns if not is_like(self.header.names[column], JUDGE_LIKE, JUDGE_NAMED)
        ]
        return odd if len(odd) < len(columns) else []

    def _ask(self, rows: Role, columns: Sequence[int]) -> None:
        other: Role = "judge" if rows == "entry" else "entry"
        plural = "judges" if other == "judge" else "entries"
        listed = self.columns.describe(columns)
        named = f"--column {other}=HEADING"
        if not columns:
            fault = f"no column names the {other}; {self.columns.all_headings}; add one, or name it: {named}"
        elif self._are_criteria([self.header.names[column] for column in columns]):
            fault = (
                f"{listed} hold the criteria, and no column names the {other}; add one, or name it: {named}"
            )
        elif odd := self._odd_ones(columns):
            fault = (
                f"{self.columns.describe(odd)} is headed otherwise than the judges; leave it out (--ignore "
                f"{letters(odd[0])}), or state --layout judges where it is a judge too"
            )
        else:
            fault = (
                f"no column names the {other}, so that {listed} may be {plural} or criteria; "
                f"state --layout {plural}, or name the {other}'s column: {named}"
            )
        self.faults.append(self._of_sheets() + fault)
