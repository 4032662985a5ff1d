"""What a plan would make of each panel: loads, readers and links, as far as a reader may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.judging.assignments.coverage import Hole, readers_needed
from app.judging.assignments.models import AssignmentProposal
from app.judging.assignments.proposal_queries import Added, added_by, named, readers_in
from app.judging.models import Panel
from app.judging.panels.queries import Loads, loads_of, panels_of
from app.people.models import Person
from app.programmes.models import Track

NAMED_HOLES = 20
"""How many entries a panel names that are short of readers."""


@dataclass(frozen=True, slots=True)
class JudgeLoad:
    """How many entries of the panel a judge reads now, and how many the plan adds."""

    judge: Person
    now: int
    added: int

    @property
    def after(self) -> int:
        return self.now + self.added


@dataclass(frozen=True, slots=True)
class PanelPreview:
    """`covered_now` and `covered`: entries with all their readers, before and after. `holes`: the first of the others,
    with the readers that they would have."""

    panel: Panel
    loads: Sequence[JudgeLoad]
    entries: int
    covered_now: int
    covered: int
    holes: Sequence[Hole]

    @property
    def least(self) -> int:
        return min((load.after for load in self.loads), default=0)

    @property
    def most(self) -> int:
        return max((load.after for load in self.loads), default=0)

    @property
    def mean(self) -> float:
        return sum(load.after for load in self.loads) / len(self.loads) if self.loads else 0.0

    def per_cent(self, count: int) -> float:
        """How long the bar of a load is, beside the longest one's hundred."""
        return round(100 * count / self.most, 2) if self.most else 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """A judge who would read in several tracks, with how many entries in each."""

    judge: Person
    reads: Sequence[tuple[Track, int]]


@dataclass(frozen=True, slots=True)
class Preview:
    """`added`: pairs in all. `letters`: judges who get something more, with how many entries, the most first."""

    panels: Sequence[PanelPreview]
    links: Sequence[Link]
    added: int
    letters: Sequence[tuple[Person, int]]


@dataclass(frozen=True, slots=True)
class Reads:
    """What the judges of a stage read now, and what a plan adds."""

    now: Loads
    added: Added

    def of(self, judge: Person, panel: Panel) -> JudgeLoad:
        """In the panel's track, or in the whole stage where it judges that."""
        judged = (
            n for (who, track), n in self.added.items() if who == judge.id and panel.track_id in (None, track)
        )
        return JudgeLoad(judge, self.now.of(judge.id, panel.track_id).entries, sum(judged))

    def by_track(self, judge: Person) -> Counter[int]:
        """Track id to how many entries of it the judge would read."""
        reads = Counter({track: load.entries for (who, track), load in self.now.items() if who == judge.id})
        return reads + Counter({track: n for (who, track), n in self.added.items() if who == judge.id})


def preview_of(proposal: AssignmentProposal, *, to: Person) -> Preview:
    """Numbers and names are of what the reader may see."""
    stage, readers = proposal.stage, readers_in(proposal, to=to)
    panels, needed = panels_of(stage), readers_needed(stage)
    reads = Reads(loads_of(stage, to=to), added_by(proposal, to=to))
    judges = list({member.judge_id: member.judge for panel in panels for member in panel.members}.values())
    return Preview(
        [_panel(panel, reads, readers, needed=needed) for panel in panels],
        _links(panels, judges, reads),
        reads.added.total(),
        _letters(judges, reads.added),
    )


Row = tuple[int, int, int, int]
"""Stage entry, track, readers now, readers added."""


def _panel(panel: Panel, reads: Reads, readers: Sequence[Row], *, needed: int) -> PanelPreview:
    own = [row for row in readers if panel.track_id in (None, row[1])]
    after = {entry: now + more for entry, _track, now, more in own}
    short = [entry for entry, count in after.items() if count < needed]
    return PanelPreview(
        panel,
        [reads.of(member.judge, panel) for member in panel.members],
        entries=len(own),
        covered_now=sum(now >= needed for _entry, _track, now, _more in own),
        covered=len(own) - len(short),
        holes=[Hole(row, after[row.id]) for row in named(short[:NAMED_HOLES])],
    )


def _links(panels: Sequence[Panel], judges: Sequence[Person], reads: Reads) -> list[Link]:
    """Without judges who read in several tracks nothing tells a strict panel from a weak track."""
    tracks = {panel.track.id: panel.track for panel in panels if panel.track}
    by_track = {judge: reads.by_track(judge) for judge in judges}
    return [
        Link(judge, [(track, own[key]) for key, track in tracks.items() if own[key]])
        for judge, own in by_track.items()
        if len(own) > 1
    ]


def _letters(judges: Sequence[Person], added: Added) -> list[tuple[Person, int]]:
    more: Counter[int] = Counter()
    for (judge, _track), count in added.items():
        more[judge] += count
    return sorted(((judge, more[judge.id]) for judge in judges if more[judge.id]), key=lambda each: -each[1])
