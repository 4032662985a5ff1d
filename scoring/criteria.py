"""The scores of every entry on every criterion, and their plain means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.cells import sort_rows
from scoring.errors import MethodError, MissingScoreError
from scoring.exact import HUNDREDTHS
from scoring.groups import Groups, mean, widened
from scoring.labels import clean
from scoring.table import ScoreTable
from scoring.totals import require_equal_weights, require_single

if TYPE_CHECKING:
    import pandas as pd


def criterion_groups(table: ScoreTable) -> Groups:
    """The scores of each entry on each criterion, entry by entry; every one must have some."""
    shape = len(table.entries), len(table.criteria)
    key = table.entry.astype(np.int64) * shape[1] + table.criterion
    count = np.bincount(key, minlength=shape[0] * shape[1]).astype(np.int64)
    if not count.all():
        entry, code = divmod(int(np.argmin(count)), shape[1])
        raise MissingScoreError(
            "nobody scored this criterion; add a score or leave the entry out",
            entry=table.entries[entry], criterion=table.criteria[code],
        )  # fmt: skip
    most = table.cells.largest * int(count.max())
    order, _ = sort_rows([(table.entry, shape[0]), (table.criterion, shape[1])])
    values = widened(table.score[order], most)
    return Groups(values, np.cumsum(count) - count, count)


@dataclass(frozen=True, eq=False)
class CriterionMeans:
    """The mean of each entry on each criterion: `hundredths` (entries, criteria), rounded half up once."""

    entries: tuple[Any, ...]
    criteria: tuple[Any, ...]
    hundredths: NDArray[np.int64]

    def of(self, criterion: Any) -> dict[Any, int]:
        """The means on one criterion by entry, in hundredths."""
        label = clean(criterion)
        if label not in self.criteria:
            raise MethodError(f"there is no such criterion among {list(self.criteria)}", criterion=label)
        column = self.hundredths[:, self.criteria.index(label)]
        return dict(zip(self.entries, column.tolist(), strict=True))

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        points = self.hundredths / HUNDREDTHS
        return pd.DataFrame(points, index=list(self.entries), columns=list(self.criteria))


def criterion_means(table: ScoreTable) -> CriterionMeans:
    """The plain mean of every criterion, for chains that break ties; row weights are refused."""
    require_single(table)
    require_equal_weights(table, "criterion_means")
    means = mean(criterion_groups(table)).rounded()
    return CriterionMeans(table.entries, table.criteria, means.reshape(-1, len(table.criteria)))
