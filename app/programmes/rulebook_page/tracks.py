"""What an entry chooses among the tracks of a direction, and the conditions of each."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.i18n import text
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.direction import DirectionRules, TrackRules
from app.programmes.rulebook.eligibility import Checklist
from app.programmes.rulebook_page.blocks import Block, Facts, Heading, Line, Paragraph, Points
from app.programmes.rulebook_page.words import gettext, is_example_within, ngettext, path_of


def tracks(book: RuleBook, direction: DirectionRules) -> Iterator[Block]:
    path = path_of(direction)
    yield Heading(Line(gettext("Tracks"), book.is_example(f"{path}.tracks")))
    if len(direction.tracks) > 1:
        yield Paragraph(Line(_choice(direction)))
    if most := direction.max_entries:
        words = ngettext(
            "An applicant submits at most %(num)s entry.",
            "An applicant submits at most %(num)s entries.",
            most,
        )
        yield Paragraph(Line(words, book.is_example(f"{path}.max_entries")))
    yield Facts([(text(track.name), _summary(book, direction, track)) for track in direction.tracks])


def _summary(book: RuleBook, direction: DirectionRules, track: TrackRules) -> Line:
    whole = f"{path_of(direction)}.tracks"
    return Line(text(track.summary), is_example_within(book, whole, f"{track.code}.summary"))


def _choice(direction: DirectionRules) -> str:
    least, most = direction.min_tracks, direction.max_tracks
    if most == 1:
        return gettext("An entry chooses one of them.")
    if least == most:
        return gettext("An entry chooses %(count)s of them, in order of preference.", count=most)
    return gettext(
        "An entry chooses %(least)s to %(most)s of them, in order of preference.", least=least, most=most
    )


def conditions(book: RuleBook, direction: DirectionRules) -> Iterator[Block]:
    if direction.checklists:
        yield Heading(Line(gettext("Conditions"), book.is_example(f"{path_of(direction)}.checklists")))
    for checklist in direction.checklists:
        yield from _checklist(checklist, direction)


def _checklist(checklist: Checklist, direction: DirectionRules) -> Iterator[Block]:
    if checklist.tracks:
        names = [text(direction.track(code).name) for code in checklist.tracks]
        yield Heading(Line(gettext(", ").join(names)), level=4)
    yield Paragraph(Line(gettext("All of these:")))
    yield Points([Line(text(condition.text)) for condition in checklist.basic])
    if checklist.others:
        needed = checklist.others_needed
        yield Paragraph(Line(ngettext("At least %(num)s of these:", "At least %(num)s of these:", needed)))
        yield Points([Line(text(condition.text)) for condition in checklist.others])
