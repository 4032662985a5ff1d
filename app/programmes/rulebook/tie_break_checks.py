"""Checks of the tie-break chain: each link exists, and the last one leaves no tie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.core.verdict import _
from app.programmes.rulebook.part import Complaint, complaint
from app.programmes.rulebook.prizes import HEAVIEST, TieBreak

if TYPE_CHECKING:
    from app.programmes.rulebook.direction import DirectionRules
    from app.programmes.rulebook.stages import StageRules


def tie_complaints(direction: DirectionRules) -> Iterator[Complaint]:
    chain, scored = direction.tie_breaks, [s for s in direction.stages if s.kind == "scoring"]
    if not chain or not chain[-1].settles:
        yield complaint(
            ("tie_breaks",), _('the chain must end with kind = "panel_decision" or kind = "shared".')
        )
    for place, link in enumerate(chain):
        where = ("tie_breaks", place)
        if link.settles and place < len(chain) - 1:
            yield complaint(
                (*where, "kind"), _("no tie is left after “%(kind)s”; it must come last."), kind=link.kind
            )
        yield from (
            complaint((*where, *c.where), c.message, **c.params) for c in _link_complaints(link, scored)
        )


def _link_complaints(link: TieBreak, scored: list[StageRules]) -> Iterator[Complaint]:
    if link.kind == "criterion" and not _criterion_exists(link.criterion, scored):
        yield complaint(
            ("criterion",), _("no scoring stage has a criterion “%(code)s”."), code=link.criterion
        )
    if link.kind == "stage" and link.stage not in [stage.code for stage in scored]:
        yield complaint(("stage",), _("no scoring stage is called “%(code)s”."), code=link.stage)
    if link.kind == "previous_stage" and len(scored) < 2:
        yield complaint(("kind",), _("there is no earlier stage with a score."))
    if link.kind == "untrimmed_mean" and not any(
        s.averaging and s.averaging.method == "trimmed" for s in scored
    ):
        yield complaint(("kind",), _("no stage is trimmed, so the untrimmed mean says nothing new."))


def _criterion_exists(code: str | None, scored: list[StageRules]) -> bool:
    if code == HEAVIEST:
        return bool(scored)
    return code is not None and any(stage.criterion(code) for stage in scored)
