"""What the form of a direction asks."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.i18n import number, text
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.direction import DirectionRules
from app.programmes.rulebook.field_kinds import KIND_NAMES
from app.programmes.rulebook.form import Field
from app.programmes.rulebook.values import as_decimal
from app.programmes.rulebook_page.blocks import Block, Heading, Line, PageTable
from app.programmes.rulebook_page.words import gettext, ngettext, path_of


def form(book: RuleBook, direction: DirectionRules) -> Iterator[Block]:
    yield Heading(Line(gettext("What the form asks"), book.is_example(f"{path_of(direction)}.form")))
    yield PageTable(
        gettext("Questions of the form"),
        [gettext("Question"), gettext("Kind"), gettext("Limits"), gettext("Needed")],
        [_row(question, direction) for question in direction.form],
        caption_hidden=True,
        folded=ngettext("%(num)s question", "%(num)s questions", len(direction.form)),
    )


def _row(question: Field, direction: DirectionRules) -> list[Line]:
    hidden = gettext("hidden in a blind review") if _is_hidden(question, direction) else ""
    return [
        Line(text(question.label), soft=hidden),
        Line(gettext(KIND_NAMES[question.kind])),
        Line(gettext("; ").join(_limits(question)) or "—"),
        Line(_needed(question)),
    ]


def _is_hidden(question: Field, direction: DirectionRules) -> bool:
    """Where judging is blind no document is shown, whatever the question says of itself."""
    shows_nothing = question.is_document and any(stage.blind for stage in direction.stages)
    return question.hidden_when_blind or shows_nothing


def _needed(question: Field) -> str:
    if question.required:
        return gettext("yes")
    return gettext("yes, except from overseas") if question.required_unless_overseas else gettext("no")


def _limits(question: Field) -> Iterator[str]:
    yield from _lengths(question)
    if question.options:
        yield " / ".join(text(option.label) for option in question.options)
    if question.accepts:
        yield ", ".join(question.accepts).upper()
    if question.max_mb:
        yield gettext("%(size)s MB", size=number(question.max_mb))
    yield from _bounds(question)


def _lengths(question: Field) -> Iterator[str]:
    if question.max_chars:
        yield ngettext("%(num)s character", "%(num)s characters", question.max_chars)
    if question.max_words:
        yield ngettext("%(num)s word", "%(num)s words", question.max_words)
    if question.max_items:
        yield ngettext("%(num)s person", "%(num)s people", question.max_items)


def _bounds(question: Field) -> Iterator[str]:
    if question.minimum is not None:
        yield gettext("from %(least)s", least=as_decimal(question.minimum))
    if question.maximum is not None:
        yield gettext("to %(most)s", most=as_decimal(question.maximum))
    if question.earliest:
        yield gettext("from %(least)s", least=question.earliest.isoformat())
    if question.latest:
        yield gettext("to %(most)s", most=question.latest.isoformat())
