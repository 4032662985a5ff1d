"""How many tracks of its direction an entry chooses, and which."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.verdict import Verdict, _, need
from app.programmes.rulebook import DirectionRules


def has_chosen(codes: Sequence[str], direction: DirectionRules) -> Verdict:
    """Whether these are tracks of the direction, each once, and as many as it asks for."""
    offered = {track.code for track in direction.tracks}
    return (
        need(set(codes) <= offered, _("There is no such track."))
        and need(len(set(codes)) == len(codes), _("Choose each track once."))
        and need(
            direction.min_tracks <= len(codes) <= direction.max_tracks,
            _("Choose at least %(least)s and at most %(most)s."),
            least=direction.min_tracks,
            most=direction.max_tracks,
        )
    )
