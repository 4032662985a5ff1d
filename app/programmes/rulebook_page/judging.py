"""How the entries of a direction are judged: its stages, and what is compared where scores are equal."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.i18n import text
from app.core.verdict import _
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.direction import DirectionRules
from app.programmes.rulebook.prizes import HEAVIEST, TieBreak
from app.programmes.rulebook.stages import StageRules
from app.programmes.rulebook.values import as_decimal
from app.programmes.rulebook_page.blocks import (
    Block,
    Heading,
    Line,
    PageSection,
    PageTable,
    Paragraph,
    Points,
)
from app.programmes.rulebook_page.stages import points_of
from app.programmes.rulebook_page.words import gettext, of_direction, path_of

LINKS = {
    "untrimmed_mean": _("the mean of all scores, nothing dropped"),
    "previous_stage": _("the score of the stage before"),
    "shared": _(
        "they stay equal: all of them go on or receive the prize, and the next prize has so many places fewer"
    ),
    "panel_decision": _("a decision of the panel, on record"),
}


def judging(book: RuleBook, direction: DirectionRules) -> PageSection:
    title = of_direction(gettext("How entries are judged"), book, direction)
    blocks = [block for stage in direction.stages for block in _stage(book, direction, stage)]
    if direction.has_lines or book.publication_order == "rank":
        blocks += _ties(book, direction)
    return PageSection(Line(title), f"judging-{direction.code}", blocks)


def _stage(book: RuleBook, direction: DirectionRules, stage: StageRules) -> Iterator[Block]:
    place, path = direction.stages.index(stage) + 1, f"{path_of(direction)}.stages.{stage.code}"
    yield Heading(Line(f"{place}. {text(stage.name)}", book.is_example(path)))
    if stage.guidance:
        yield Paragraph(Line(text(stage.guidance)))
    if points := [Line(point) for point in points_of(stage, direction)]:
        yield Points(points)
    if stage.rubric:
        yield _rubric(stage)


def _rubric(stage: StageRules) -> PageTable:
    return PageTable(
        gettext("Rubric: %(stage)s", stage=text(stage.name)),
        [gettext("Criterion"), gettext("Weight"), gettext("Scale"), gettext("Step")],
        [
            [
                Line(text(criterion.name), below=text(criterion.guidance)),
                Line(gettext("%(percent)s%%", percent=as_decimal(criterion.weight))),
                Line(f"{as_decimal(criterion.minimum)}–{as_decimal(criterion.maximum)}"),
                Line(as_decimal(criterion.step)),
            ]
            for criterion in stage.rubric
        ],
        numbers=(1, 2, 3),
    )


def _ties(book: RuleBook, direction: DirectionRules) -> Iterator[Block]:
    yield Heading(Line(gettext("Equal scores"), book.is_example(f"{path_of(direction)}.tie_breaks")))
    yield Paragraph(
        Line(gettext("Entries with the same score are compared, in this order, until one comes first:"))
    )
    yield Points([Line(_link(link, direction)) for link in direction.tie_breaks], ordered=True)


def _link(link: TieBreak, direction: DirectionRules) -> str:
    if link.kind == "criterion":
        return _criterion(link.criterion or "", direction)
    if link.kind == "stage":
        return gettext("the score in “%(stage)s”", stage=text(direction.stage(link.stage or "").name))
    return gettext(LINKS.get(link.kind, LINKS["panel_decision"]))


def _criterion(code: str, direction: DirectionRules) -> str:
    """The last stage that has the criterion names it."""
    if code == HEAVIEST:
        return gettext("the criterion of the greatest weight")
    names = [text(found.name) for stage in direction.stages if (found := stage.criterion(code))]
    return gettext("the criterion “%(name)s”", name=names[-1])
