"""How well entries can be told apart, within a track and across tracks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.tracks import Tracks, track_codes

if TYPE_CHECKING:
    import pandas as pd

    from scoring.calibrate.fit import AdditiveFit

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TrackContrasts:
    """Standard errors of the difference between two entries' scores, root mean square over pairs.

    `se` is tracks x tracks, within a track on the diagonal; `within` and `across` sum it up over all
    pairs of entries of the same track and of different ones. Where severities are fixed effects and no
    chain of judges leads from one track to another, the standard error is infinite.
    """

    tracks: tuple[Any, ...]
    se: Floats
    within: float
    across: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        left, right = np.triu_indices(len(self.tracks))
        names = np.array(self.tracks, dtype=object)
        return pd.DataFrame({"track": names[left], "other": names[right], "se": self.se[left, right]})


def contrast_se(fit: AdditiveFit, track: Tracks) -> TrackContrasts:
    """Errors of differences; `track` is each entry's, in the order of the fit's entries or by label."""
    labels, code = track_codes(fit.connectivity.entries, track)
    members = np.zeros((code.size, len(labels)))
    members[np.arange(code.size), code] = 1.0
    size = members.sum(axis=0)
    own = members.T @ fit.entries.se**2
    joint = fit.covariance(members)
    sums = size[None, :] * own[:, None] + size[:, None] * own[None, :] - 2.0 * joint
    sums[_apart(fit, members)] = np.inf
    pairs = np.outer(size, size) - np.diag(size)
    same = np.eye(size.size, dtype=bool)
    return TrackContrasts(
        labels, _roots(sums, pairs), _root(sums[same], pairs[same]), _root(sums[~same], pairs[~same])
    )


def _apart(fit: AdditiveFit, members: Floats) -> NDArray[np.bool_]:
    """Pairs of tracks of which some entries cannot be compared by data."""
    part = fit.connectivity.entry_part
    if fit.judge == "random" or fit.connectivity.connected:
        return np.zeros((members.shape[1],) * 2, dtype=bool)
    present = members.T @ np.eye(int(part.max()) + 1)[part] > 0
    single = present.sum(axis=1) == 1
    together = present.astype(float) @ present.T > 0
    return np.asarray(~(together & single[:, None] & single))


def _roots(sums: Floats, pairs: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.sqrt(
            np.divide(np.maximum(sums, 0.0), pairs, out=np.full_like(sums, np.nan), where=pairs > 0)
        )


def _root(sums: Floats, pairs: Floats) -> float:
    total = float(pairs.sum())
    return float(np.sqrt(max(float(sums[pairs > 0].sum()), 0.0) / total)) if total else float("nan")
