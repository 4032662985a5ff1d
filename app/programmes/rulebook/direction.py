"""A direction (方向): who applies, with what form, how they are judged and what they can win."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Annotated, Literal

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.eligibility import Checklist
from app.programmes.rulebook.form import Field, blind_complaints, form_complaints
from app.programmes.rulebook.nomination import NominationRule
from app.programmes.rulebook.part import INFORMATION, Checks, Complaint, Part, complaint, named, repeats
from app.programmes.rulebook.prize_checks import finalist_complaints, prize_complaints
from app.programmes.rulebook.prizes import TieBreak, Tier
from app.programmes.rulebook.stages import StageRules
from app.programmes.rulebook.tie_break_checks import tie_complaints
from app.programmes.rulebook.unsupported import LIMITS
from app.programmes.rulebook.values import Code, Positive

TOO_FEW_GO_ON = _(
    'every stage but the last says who goes on, such as advance = { per = "all" } or '
    'advance = { per = "track", places = 20 }.'
)
TOO_MANY_GO_ON = _("the last stage fills the prizes: nobody goes on from it, so leave this key out.")
MOST_TRACKS = 2  # an entry has two candidacies at most, first and second preference


class TrackRules(Part):
    code: Code
    """What links, exports and other keys call it."""
    name: Text
    """What pages call it."""
    summary: Annotated[Text, INFORMATION]
    """What belongs in it."""


class DirectionRules(Part):
    code: Code
    """What links, exports and other keys call it."""
    name: Text
    """What pages call it."""
    applicant: Literal["organisation", "person"]
    """Who applies."""
    nomination: NominationRule
    """Who needs a nomination, and who gives one."""
    tracks: tuple[TrackRules, ...]
    """What an entry chooses from; at least one. A code of a track is used once in the book."""
    min_tracks: Positive = 1
    """How many tracks an entry chooses at least."""
    max_tracks: Positive = 1
    """How many at most: two, since an entry has two candidacies at most."""
    max_entries: Positive | None = None
    """How many entries one applicant may submit; not set, any number."""
    checklists: tuple[Checklist, ...] = ()
    """The conditions that screening goes through."""
    form: tuple[Field, ...]
    """The questions of the application form, in their order; `title_zh` and `title_en` are among them."""
    stages: tuple[StageRules, ...]
    """How entries are judged, in order; screening, where there is one, comes first. One stage at least scores or
    votes."""
    prizes: tuple[Tier, ...]
    """What can be won, the highest first."""
    tie_breaks: tuple[TieBreak, ...]
    """What is compared where scores are equal, one after the other."""

    def track(self, code: str) -> TrackRules:
        return named(self.tracks, code)

    def stage(self, code: str) -> StageRules:
        return named(self.stages, code)

    def tier(self, code: str) -> Tier:
        return named(self.prizes, code)

    def field(self, code: str) -> Field:
        return named(self.form, code)

    def stage_after(self, code: str) -> StageRules | None:
        return next((after for before, after in pairwise(self.stages) if before.code == code), None)

    def deciding_stage(self, tier: Tier) -> StageRules:
        """The stage whose result fills this tier."""
        return self.stage(tier.decided_by) if tier.decided_by else self.stages[-1]

    @property
    def has_lines(self) -> bool:
        """Whether a number of places draws a line anywhere, so that entries are compared."""
        onward = [stage.advance.places for stage in self.stages if stage.advance]
        return any(places is not None for places in (*(tier.places for tier in self.prizes), *onward))

    @property
    def shares_ties(self) -> bool:
        """Whether those whom the chain leaves equal are treated alike, so that nobody decides between them."""
        return bool(self.tie_breaks) and self.tie_breaks[-1].kind == "shared"

    def checklists_for(self, track: str) -> tuple[Checklist, ...]:
        return tuple(checklist for checklist in self.checklists if checklist.applies_to(track))

    def checks(self) -> Checks:
        lists = ("tracks", "checklists", "stages", "prizes")
        return (
            *(partial(self._repeats, key) for key in lists),
            self._form,
            self._blind,
            self._choice,
            self._checklists,
            self._chain,
            self._windows,
            *(partial(check, self) for check in CHECKS),
        )

    def _repeats(self, key: str) -> Iterator[Complaint]:
        yield from repeats(key, getattr(self, key))

    def _form(self) -> Iterator[Complaint]:
        yield from form_complaints(self.form)

    def _blind(self) -> Iterator[Complaint]:
        if any(stage.blind for stage in self.stages):
            yield from blind_complaints(self.form)

    def _choice(self) -> Iterator[Complaint]:
        if not self.tracks:
            yield complaint(("tracks",), _("a direction needs at least one track."))
        if self.min_tracks > self.max_tracks:
            yield complaint(("min_tracks",), _("more tracks must be chosen than may be chosen."))
        most = min(len(self.tracks), MOST_TRACKS)
        if self.tracks and self.max_tracks > most:
            yield complaint(
                ("max_tracks",),
                _("an entry may choose %(chosen)s tracks, but at most %(most)s are possible here."),
                chosen=self.max_tracks,
                most=most,
            )

    def _checklists(self) -> Iterator[Complaint]:
        known = {track.code for track in self.tracks}
        for place, checklist in enumerate(self.checklists):
            for track in checklist.tracks:
                if track not in known:
                    yield complaint(
                        ("checklists", place, "tracks"), _("no track is called “%(code)s”."), code=track
                    )

    def _chain(self) -> Iterator[Complaint]:
        if not any(stage.kind != "screening" for stage in self.stages):
            yield complaint(("stages",), _("no stage decides anything: add a scoring stage or a ballot."))
        for place, stage in enumerate(self.stages):
            where = ("stages", place)
            if stage.kind == "screening" and place:
                yield complaint((*where, "kind"), _("screening comes before every other stage."))
            if (stage.advance is None) != (stage is self.stages[-1]):
                yield complaint(
                    (*where, "advance"), TOO_FEW_GO_ON if stage.advance is None else TOO_MANY_GO_ON
                )
            yield from self._order(place, stage)

    def _order(self, place: int, stage: StageRules) -> Iterator[Complaint]:
        order = stage.ballot.order_then if stage.ballot else None
        if order and order not in scored_before(self, place):
            yield complaint(
                ("stages", place, "ballot", "order_then"),
                _("no scoring stage before this ballot is called “%(code)s”."),
                code=order,
            )

    def _windows(self) -> Iterator[Complaint]:
        dated = [(place, stage) for place, stage in enumerate(self.stages) if stage.window]
        for (_place, earlier), (place, later) in pairwise(dated):
            if earlier.window and later.window and later.window.opens < earlier.window.closes:
                yield complaint(
                    ("stages", place, "window", "opens"),
                    _("its window overlaps the one of “%(code)s”, which is not closed yet."),
                    code=earlier.code,
                )


CHECKS = (prize_complaints, finalist_complaints, tie_complaints, *LIMITS)


def scored_before(direction: DirectionRules, place: int) -> list[str]:
    """Codes of the scoring stages above this place."""
    return [stage.code for stage in direction.stages[:place] if stage.kind == "scoring"]
