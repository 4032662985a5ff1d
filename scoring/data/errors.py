"""What can be wrong with what the package is given: each error says where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ScoringError(ValueError):
    """The base of every refusal; `row` counts from 0."""

    def __init__(
        self,
        message: str,
        *,
        row: int | None = None,
        judge: Any = None,
        entry: Any = None,
        criterion: Any = None,
    ) -> None:
        self.row, self.judge, self.entry, self.criterion = row, judge, entry, criterion
        self.message = message
        super().__init__(f"{self._place()}{message}")

    def without_row(self) -> ScoringError:
        """The same fault where rows are numbered otherwise than in what was given."""
        self.row = None
        self.args = (f"{self._place()}{self.message}",)
        return self

    def _place(self) -> str:
        parts = [f"row {self.row} (the first is 0)"] if self.row is not None else []
        named = {"judge": self.judge, "entry": self.entry, "criterion": self.criterion}
        parts += [f"{name} {label!r}" for name, label in named.items() if label is not None]
        return f"{', '.join(parts)}: " if parts else ""


class TableError(ScoringError):
    """A file that is no table of scores, or one that can be taken in two ways; `faults` has a line for each cell."""

    def __init__(self, message: str, *, faults: Sequence[str] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


class EmptyTableError(ScoringError):
    """There is not a single score."""


class ColumnError(ScoringError):
    """A column is missing, unknown or of another length."""


class LabelError(ScoringError):
    """A judge, entry or criterion is missing or of another type than the rest."""


class ScoreValueError(ScoringError):
    """A score is no number, not finite, too large or finer than hundredths."""


class OffScaleError(ScoringError):
    """A score lies outside its criterion's scale or off its step."""


class WeightError(ScoringError):
    """A weight is negative, zero, finer than a basis point, or the weights miss their sum."""


class DuplicateScoreError(ScoringError):
    """A judge gave the same entry the same criterion twice."""


class MissingScoreError(ScoringError):
    """A sheet lacks a criterion, or a judge or an entry has no scores at all."""


class MethodError(ScoringError):
    """A method, or an option of one, is unknown or does not fit the table."""


class VoteError(ScoringError):
    """Ballots, counts or a quorum that contradict each other."""


class PrizeRuleError(ScoringError):
    """A tier, cap or candidate that cannot be carried out as written."""


class BundleError(ScoringError):
    """A result bundle that is damaged, incomplete or does not lead to its own result."""


class DesignError(ScoringError):
    """The scores cannot tell apart what the model is asked for, however many of the kind there were."""


class DisconnectedDesignError(DesignError):
    """Parts of the table share no judge, so their severities cannot be compared."""

    def __init__(self, message: str, *, parts: list[tuple[tuple[Any, ...], tuple[Any, ...]]]) -> None:
        """`parts` holds (judges, entries) of each part, the largest first."""
        self.parts = parts
        super().__init__(message)


class ConvergenceError(ScoringError):
    """An iteration did not settle: the data are all but degenerate."""


class SeparationError(ScoringError):
    """Some items never lost, or never won, against the rest: no finite strength fits."""
