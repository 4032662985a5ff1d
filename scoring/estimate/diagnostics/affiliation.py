"""Do judges favour their own, and do groups favour each other in turn?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.data.errors import DesignError
from scoring.estimate.calibrate.model import AdditiveFit
from scoring.estimate.diagnostics.residuals import Floats, added, false_discovery, groups_of
from scoring.estimate.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

Groups = Mapping[Any, Any]


@dataclass(frozen=True, eq=False)
class AffiliationBias:
    """Points that judges give entries of their own group beyond what the model expects.

    Arrays over the `judges` who scored at least one of their own; `common` is the same for all judges
    together. What is nan cannot be told from the judge's severity or the entries' quality.
    """

    judges: tuple[Any, ...]
    own: NDArray[np.int64]
    bias: Floats
    se: Floats
    p_value: Floats
    q_value: Floats
    common: float
    common_se: float
    common_p: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"judge": list(self.judges), "own": self.own, "bias": self.bias, "se": self.se}
        return pd.DataFrame({**columns, "p_value": self.p_value, "q_value": self.q_value})


def affiliation_bias(
    fit: AdditiveFit, reviews: Reviews, *, judge_group: Groups, entry_group: Groups
) -> AffiliationBias:
    """Groups (organisation, province, school) by label; None is no group and never one's own."""
    judge, entry, _ = _codes(reviews, judge_group, entry_group)
    rows = np.flatnonzero((judge == entry) & (judge >= 0))
    if not rows.size:
        raise DesignError("no judge scored an entry of the same group: there is no bias to look for")
    members, column = np.unique(reviews.judge[rows], return_inverse=True)
    size = len(reviews), members.size
    each = sparse.csc_array((np.ones(rows.size), (rows, column)), shape=size)
    together = sparse.csc_array(
        (np.ones(rows.size), (rows, np.zeros(rows.size, dtype=int))), shape=(size[0], 1)
    )
    found = added(fit, reviews, sparse.csc_array(sparse.hstack([each, together])))
    return AffiliationBias(
        judges=tuple(reviews.judges[code] for code in members),
        own=np.bincount(column),
        bias=found.estimate[:-1],
        se=found.se[:-1],
        p_value=found.p_value[:-1],
        q_value=false_discovery(found.p_value[:-1]),
        common=float(found.estimate[-1]),
        common_se=float(found.se[-1]),
        common_p=float(found.p_value[-1]),
    )


@dataclass(frozen=True, eq=False)
class Reciprocity:
    """`favour` (groups x groups): points that judges of the row's group give the column's entries beyond
    what the model expects, with `se` and the number of `reviews`.

    For pairs of groups that scored each other, `exchange` is what both give each other together.
    """

    groups: tuple[Any, ...]
    favour: Floats
    se: Floats
    reviews: NDArray[np.int64]
    pairs: tuple[tuple[Any, Any], ...]
    exchange: Floats
    exchange_se: Floats
    p_value: Floats
    q_value: Floats

    def to_frame(self) -> pd.DataFrame:
        """Pairs of groups, the most suspicious first."""
        import pandas as pd

        left, right = zip(*self.pairs, strict=True) if self.pairs else ((), ())
        columns = {"group": left, "other": right, "exchange": self.exchange, "se": self.exchange_se}
        frame = pd.DataFrame({**columns, "p_value": self.p_value, "q_value": self.q_value})
        return frame.sort_values("p_value", kind="stable", ignore_index=True)


def reciprocity(
    fit: AdditiveFit, reviews: Reviews, *, judge_group: Groups, entry_group: Groups
) -> Reciprocity:
    """Favour between all groups that have both judges and entries or either."""
    judge, entry, groups = _codes(reviews, judge_group, entry_group)
    rows = np.flatnonzero((judge >= 0) & (entry >= 0))
    if not rows.size:
        raise DesignError("no review has both a judge and an entry with a group")
    size = len(groups)
    cell = judge[rows].astype(np.int64) * size + entry[rows]
    counts = np.bincount(cell, minlength=size * size).reshape(size, size)
    pairs = [(g, h) for g, h in combinations(range(size), 2) if counts[g, h] and counts[h, g]]
    columns = sparse.csc_array((np.ones(rows.size), (rows, cell)), shape=(len(reviews), size * size))
    mutual = [sparse.csc_array(columns[:, [g * size + h]] + columns[:, [h * size + g]]) for g, h in pairs]
    used = np.flatnonzero(counts.ravel())
    found = added(fit, reviews, sparse.csc_array(sparse.hstack([columns[:, used], *mutual])))
    favour, error = np.full((2, size * size), np.nan)
    favour[used], error[used] = found.estimate[: used.size], found.se[: used.size]
    p_value = found.p_value[used.size :]
    return Reciprocity(
        groups=groups,
        favour=favour.reshape(size, size),
        se=error.reshape(size, size),
        reviews=counts,
        pairs=tuple((groups[g], groups[h]) for g, h in pairs),
        exchange=found.estimate[used.size :],
        exchange_se=found.se[used.size :],
        p_value=p_value,
        q_value=false_discovery(p_value),
    )


def _codes(
    reviews: Reviews, judge_group: Groups, entry_group: Groups
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[Any, ...]]:
    """Each review's group of the judge and of the entry, -1 for none, and the groups' labels."""
    judges = groups_of(reviews.judges, judge_group, "judge")
    entries = groups_of(reviews.entries, entry_group, "entry")
    labels = tuple(dict.fromkeys(label for label in [*judges, *entries] if label is not None))
    number = {None: -1, **{label: code for code, label in enumerate(labels)}}
    by_judge, by_entry = (np.array([number[label] for label in part]) for part in (judges, entries))
    return by_judge[reviews.judge], by_entry[reviews.entry], labels
