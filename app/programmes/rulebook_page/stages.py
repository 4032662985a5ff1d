"""What is said of one stage, point by point."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.i18n import sentences, text
from app.core.verdict import _
from app.programmes.rulebook.ballot import BallotRule, Committee
from app.programmes.rulebook.direction import DirectionRules
from app.programmes.rulebook.rubric import Averaging
from app.programmes.rulebook.stages import Advance, StageRules
from app.programmes.rulebook.window import Window
from app.programmes.rulebook_page.words import closing, filled, gettext, moment, ngettext

MAJORITIES = {
    "counted": _(
        "A candidacy passes with at least %(part)s of %(whole)s of the ballots cast, without the members recused from "
        "it; who abstains is counted among them."
    ),
    "left_out": _(
        "A candidacy passes with at least %(part)s of %(whole)s of the votes for and against it; who abstains is not "
        "counted."
    ),
}


def points_of(stage: StageRules, direction: DirectionRules) -> Iterator[str]:
    if stage.window:
        yield _planned(stage.window)
    yield from _judges(stage)
    if stage.averaging:
        yield _averaging(stage.averaging)
    if stage.ballot:
        yield from _ballot(stage.ballot, direction)
    if stage.advance:
        yield _advance(stage.advance)


def _planned(window: Window) -> str:
    sentence = gettext("Planned: %(opens)s to %(closes)s. The secretariat opens and ends the stage.")
    return filled(sentence, opens=moment(window.opens), closes=closing(window.closes))


def _judges(stage: StageRules) -> Iterator[str]:
    if stage.reads:
        yield ngettext(
            "%(num)s judge of the track's pool reads each entry.",
            "%(num)s judges of the track's pool read each entry.",
            stage.reads,
        )
    if stage.panel_size:
        planned = ngettext("%(num)s judge is planned.", "%(num)s judges are planned.", stage.panel_size)
        yield sentences([gettext("Every judge on the track's panel scores every entry."), planned])
    if stage.committee:
        yield _committee(stage.committee)
    if stage.blind:
        yield gettext("Blind: judges do not see whose entry it is, and see no documents.")


def _committee(committee: Committee) -> str:
    if committee.size is None:
        return text(committee.name)
    return ngettext(
        "%(name)s; %(num)s member is planned.",
        "%(name)s; %(num)s members are planned.",
        committee.size,
        name=text(committee.name),
    )


def _averaging(averaging: Averaging) -> str:
    if averaging.method == "mean":
        return gettext("The score is the mean of the judges' totals, rounded half up to two decimals once.")
    trimmed = gettext(
        "The score is a trimmed mean: %(high)s highest and %(low)s lowest total are dropped, the rest is averaged "
        "and rounded half up to two decimals once.",
        high=averaging.drop_high,
        low=averaging.drop_low,
    )
    fewer = ngettext(
        "With fewer than %(num)s valid score the plain mean is taken, and the list says so.",
        "With fewer than %(num)s valid scores the plain mean is taken, and the list says so.",
        averaging.minimum_scores,
    )
    return sentences([trimmed, fewer])


def _ballot(ballot: BallotRule, direction: DirectionRules) -> Iterator[str]:
    (part, whole), (least, among) = ballot.majority, ballot.quorum
    quorum = gettext(
        "Secret ballot. At least %(part)s of %(whole)s of the members must vote.", part=least, whole=among
    )
    yield sentences([quorum, gettext(MAJORITIES[ballot.abstentions], part=part, whole=whole)])
    if ballot.order_then:
        name = text(direction.stage(ballot.order_then).name)
        yield gettext("Entries of equal approval are ordered by their score in “%(stage)s”.", stage=name)
    if ballot.marks_limit:
        yield ngettext(
            "A ballot may mark %(num)s entry.", "A ballot may mark %(num)s entries.", ballot.marks_limit
        )


def _advance(advance: Advance) -> str:
    if advance.places is None:
        return gettext("Everyone who passes goes on.")
    if advance.per == "track":
        return ngettext(
            "The best %(num)s of each track goes on.", "The best %(num)s of each track go on.", advance.places
        )
    return ngettext("The best %(num)s goes on.", "The best %(num)s go on.", advance.places)
