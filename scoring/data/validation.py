"""What is wrong with a score table, row by row, before anything is computed from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import (
    DuplicateScoreError,
    MissingScoreError,
    OffScaleError,
    ScoringError,
    WeightError,
)
from scoring.data.exact import HUNDREDTHS
from scoring.data.labels import Respelled
from scoring.data.rows import ScoreRows
from scoring.data.scales import Scale

if TYPE_CHECKING:
    import pandas as pd

ERRORS: dict[str, type[ScoringError]] = {
    "off_scale": OffScaleError,
    "off_step": OffScaleError,
    "duplicate": DuplicateScoreError,
    "missing_criterion": MissingScoreError,
    "unknown_criterion": MissingScoreError,
    "unknown_judge": MissingScoreError,
    "unknown_entry": MissingScoreError,
    "judge_without_scores": MissingScoreError,
    "entry_without_scores": MissingScoreError,
    "uneven_weight": WeightError,
}


@dataclass(frozen=True)
class Finding:
    """One fault; `row` counts from 0 and is None where something is absent."""

    kind: str
    message: str
    row: int | None = None
    judge: Any = None
    entry: Any = None
    criterion: Any = None

    def error(self) -> ScoringError:
        return ERRORS[self.kind](
            self.message, row=self.row, judge=self.judge, entry=self.entry, criterion=self.criterion
        )


@dataclass(frozen=True)
class ValidationReport:
    """`findings` lists the faults; `counts` says how many of each kind there are in all.

    `remarks` are no faults: labels that were read as another spelling.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    remarks: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.counts

    def raise_first(self, *kinds: str) -> None:
        """Raise the first fault, or the first of these kinds, as the error of its kind."""
        for finding in self.findings:
            if not kinds or finding.kind in kinds:
                raise finding.error()

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = ["kind", "row", "judge", "entry", "criterion", "message"]
        rows = [[getattr(finding, name) for name in columns] for finding in (*self.findings, *self.remarks)]
        return pd.DataFrame(rows, columns=columns, dtype=object)


def check(
    table: ScoreRows, scales: Mapping[Any, Scale], expected: Mapping[str, Sequence[Any]], *, limit: int
) -> ValidationReport:
    criteria = tuple(expected.get("criteria", table.criteria))
    found = [
        *_scale_faults(table, scales),
        duplicates(table),
        missing_criteria(table, criteria),
        uneven_weights(table),
        *_unknown_and_absent(table, expected),
    ]
    kept = [finding for faults in found for finding in faults.listed(limit)]
    counts = {faults.kind: 0 for faults in found if faults.size}
    for faults in found:
        if faults.size:
            counts[faults.kind] += faults.size
    return ValidationReport(tuple(kept), counts, tuple(map(_remark, table.respelled[:limit])))


def _remark(spelling: Respelled) -> Finding:
    message = f"{spelling.written!r} was read as {spelling.label!r}"
    return Finding("respelled", message, **{spelling.noun: spelling.label})  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Faults:
    """All faults of one kind; findings are worded only as far as they are listed."""

    kind: str
    size: int
    findings: Iterable[Finding]

    def listed(self, limit: int) -> Iterator[Finding]:
        for finding, _ in zip(self.findings, range(limit), strict=False):
            yield finding

    def raise_first(self) -> None:
        for finding in self.listed(1):
            raise finding.error()


def duplicates(table: ScoreRows) -> Faults:
    """Rows that repeat judge, entry and criterion of an earlier row."""
    groups = table.groups
    same = np.zeros(len(table), dtype=bool)
    same[1:] = groups.criterion[1:] == groups.criterion[:-1]
    same[groups.sheet] = False
    again = np.sort(groups.order[same])
    message = "this criterion was scored before; keep one of the two rows"
    return _at_rows(table, "duplicate", again, message=lambda row: message)


def missing_criteria(table: ScoreRows, criteria: Sequence[Any]) -> Faults:
    """Sheets (one judge, one entry) that lack one of the criteria."""
    groups, known = table.groups, {label: code for code, label in enumerate(table.criteria)}
    absent: list[tuple[int, Any]] = []
    for label in criteria:
        has = (groups.criterion == known.get(label, -1)).view(np.int8)
        lacking = np.flatnonzero(np.add.reduceat(has, groups.sheet, dtype=np.int64) == 0)
        absent += [(sheet, label) for sheet in lacking.tolist()]
    findings = (
        Finding(
            "missing_criterion",
            "the sheet lacks this criterion; add its row or leave out the whole sheet",
            None,
            table.judges[groups.judge[sheet]],
            table.entries[groups.entry[sheet]],
            label,
        )
        for sheet, label in sorted(absent, key=lambda pair: pair[0])
    )
    return Faults("missing_criterion", len(absent), findings)


def uneven_weights(table: ScoreRows) -> Faults:
    """Rows whose weight differs from the first row of the same sheet: a judge's sheet has one weight."""
    if table.weight is None:
        return Faults("uneven_weight", 0, ())
    groups = table.groups
    weight = table.weight[groups.order]
    lengths = np.diff(np.append(groups.sheet, len(table)))
    differs = np.sort(groups.order[weight != np.repeat(weight[groups.sheet], lengths)])
    message = "the weight differs within the sheet; give all its rows the same weight"
    return _at_rows(table, "uneven_weight", differs, message=lambda row: message)


def _scale_faults(table: ScoreRows, scales: Mapping[Any, Scale]) -> Iterator[Faults]:
    for code, label in enumerate(table.criteria):
        if label not in scales:
            continue
        scale, mine = scales[label], table.criterion == code
        inside = (table.score >= scale.low) & (table.score <= scale.high)
        off_step = (table.score - scale.low) % scale.step != 0
        outside, between = np.flatnonzero(mine & ~inside), np.flatnonzero(mine & inside & off_step)
        yield _at_rows(table, "off_scale", outside, message=_Off(table, scale, "lies off the scale"))
        message = _Off(table, scale, "is off the step of the scale")
        yield _at_rows(table, "off_step", between, message=message)


@dataclass(frozen=True, eq=False)
class _Off:
    table: ScoreRows
    scale: Scale
    how: str

    def __call__(self, row: int) -> str:
        low, high, step = (f"{v / HUNDREDTHS:g}" for v in (self.scale.low, self.scale.high, self.scale.step))
        score = int(self.table.score[row]) / HUNDREDTHS
        return f"the score {score:.10g} {self.how} {low} to {high} in steps of {step}; correct it"


@dataclass(frozen=True)
class _Unexpected:
    noun: str

    def __call__(self, row: int) -> str:
        return f"this {self.noun} is not expected; correct it or name it among those expected"


def _at_rows(
    table: ScoreRows, kind: str, rows: NDArray[np.int64], *, message: Callable[[int], str]
) -> Faults:
    findings = (Finding(kind, message(row), row, *table.labels_at(row)) for row in rows.tolist())
    return Faults(kind, int(rows.size), findings)


def _unknown_and_absent(table: ScoreRows, expected: Mapping[str, Sequence[Any]]) -> Iterator[Faults]:
    columns = {
        "judges": ("judge", table.judges, table.judge),
        "entries": ("entry", table.entries, table.entry),
        "criteria": ("criterion", table.criteria, table.criterion),
    }
    for plural, wanted in expected.items():
        noun, labels, codes = columns[plural]
        unknown = [code for code, label in enumerate(labels) if label not in set(wanted)]
        rows = np.flatnonzero(np.isin(codes, unknown))
        yield _at_rows(table, f"unknown_{noun}", rows, message=_Unexpected(noun))
        if plural != "criteria":
            yield _without_scores(noun, [label for label in wanted if label not in set(labels)])


def _without_scores(noun: str, labels: list[Any]) -> Faults:
    kind, message = f"{noun}_without_scores", f"the {noun} has no scores; add them or leave the {noun} out"
    findings = (Finding(kind, message, **{noun: label}) for label in labels)
    return Faults(kind, len(labels), findings)
