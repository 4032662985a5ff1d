"""Checks of the prizes against the stages and tracks they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.core.verdict import _
from app.programmes.rulebook.part import Complaint, complaint
from app.programmes.rulebook.prizes import Tier
from app.programmes.rulebook.values import as_decimal

if TYPE_CHECKING:
    from app.programmes.rulebook.direction import DirectionRules
    from app.programmes.rulebook.stages import StageRules


def prize_complaints(direction: DirectionRules) -> Iterator[Complaint]:
    if not direction.prizes:
        yield complaint(("prizes",), _("there is nothing to win."))
    for place, tier in enumerate(direction.prizes):
        found = [*_unknown(tier, direction), *_off_scale(tier, direction)]
        yield from (complaint(("prizes", place, *c.where), c.message, **c.params) for c in found)
    yield from _unlike_wins(direction)


def _unlike_wins(direction: DirectionRules) -> Iterator[Complaint]:
    """How often an entry wins is counted over all tiers of an outcome together."""
    first: dict[str, Tier] = {}
    for place, tier in enumerate(direction.prizes):
        other = first.setdefault(tier.outcome, tier)
        if tier.wins_per_entry != other.wins_per_entry:
            yield complaint(
                ("prizes", place, "wins_per_entry"),
                _("“%(other)s” says %(wins)s: prizes of one outcome count together and must say the same."),
                other=other.code,
                wins=other.wins_per_entry,
            )


def _unknown(tier: Tier, direction: DirectionRules) -> Iterator[Complaint]:
    tracks = {track.code for track in direction.tracks}
    for track in tier.caps:
        if track not in tracks:
            yield complaint(("caps", track), _("no track is called “%(code)s”."), code=track)
    deciding = {stage.code for stage in direction.stages if stage.kind != "screening"}
    if tier.decided_by is not None and tier.decided_by not in deciding:
        yield complaint(
            ("decided_by",), _("no scoring stage or ballot is called “%(code)s”."), code=tier.decided_by
        )
    if tier.also_collected and not any(other.outcome == "collected" for other in direction.prizes):
        yield complaint(("also_collected",), _("no prize of this direction has the outcome “collected”."))


def _off_scale(tier: Tier, direction: DirectionRules) -> Iterator[Complaint]:
    if tier.minimum_stage is None or tier.minimum_score is None:
        return
    stage = next((s for s in direction.stages if s.code == tier.minimum_stage and s.kind == "scoring"), None)
    if stage is None:
        yield complaint(
            ("minimum_stage",), _("no scoring stage is called “%(code)s”."), code=tier.minimum_stage
        )
        return
    lowest, highest = stage.scale
    if not lowest <= tier.minimum_score <= highest:
        yield complaint(
            ("minimum_score",),
            _("%(score)s lies off the scale of “%(stage)s”."),
            score=as_decimal(tier.minimum_score),
            stage=stage.code,
        )


def finalist_complaints(direction: DirectionRules) -> Iterator[Complaint]:
    """More places than the stage that fills them lets in could never be given."""
    for before, stage in zip(direction.stages, direction.stages[1:], strict=False):
        filled = [t for t in direction.prizes if (t.decided_by or direction.stages[-1].code) == stage.code]
        for scope, message in TOO_MANY.items():
            offered = sum(tier.places or 0 for tier in filled if tier.scope == scope)
            finalists = _finalists(before, scope, len(direction.tracks))
            if finalists is not None and offered > finalists:
                yield complaint(("prizes",), message, offered=offered, finalists=finalists, stage=stage.code)


TOO_MANY = {
    "track": _("%(offered)s places a track are offered, but only %(finalists)s can reach “%(stage)s”."),
    "direction": _("%(offered)s places are offered, but only %(finalists)s can reach “%(stage)s”."),
}


def _finalists(before: StageRules, scope: str, tracks: int) -> int | None:
    if before.advance is None or before.advance.places is None:
        return None
    if before.advance.per == "track" and scope == "direction":
        return before.advance.places * tracks
    return before.advance.places
