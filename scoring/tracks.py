"""Each entry's track, as codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.codes import Codes, encode
from scoring.errors import ColumnError
from scoring.ranks import by_entry

Tracks = Sequence[Any] | NDArray[Any] | Mapping[Any, Any]


def track_codes(entries: Sequence[Any], track: Tracks | None) -> tuple[tuple[Any, ...], Codes]:
    """Labels and codes of the entries' tracks, given in their order or by label; None is one track."""
    if track is None:
        return ("all",), np.zeros(len(entries), dtype=np.int32)
    column = by_entry(entries, track)
    if column is None or len(column) != len(entries):
        raise ColumnError(f"{len(entries)} entries need a track each, not {len(track)}")
    labels, codes, _ = encode(column, "track")
    return labels, codes
