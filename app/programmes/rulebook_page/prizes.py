"""What can be won in a direction."""

from __future__ import annotations

from app.core.i18n import number, sentences, text
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.direction import DirectionRules
from app.programmes.rulebook.prizes import Tier
from app.programmes.rulebook.values import as_decimal
from app.programmes.rulebook_page.blocks import Block, Line, PageSection, PageTable, Paragraph
from app.programmes.rulebook_page.words import gettext, is_example_within, of_direction, path_of


def prizes(book: RuleBook, direction: DirectionRules) -> PageSection:
    title = of_direction(gettext("What can be won"), book, direction)
    table = PageTable(
        gettext("Prizes"),
        [
            gettext("Prize"),
            gettext("Places"),
            gettext("Per"),
            gettext("Minimum score"),
            gettext("Decided by"),
        ],
        [_row(book, direction, tier) for tier in direction.prizes],
        caption_hidden=True,
    )
    blocks: list[Block] = [table]
    if any(tier.places for tier in direction.prizes):
        blocks.append(Paragraph(Line(_maximum(direction))))
    return PageSection(Line(title), f"prizes-{direction.code}", blocks)


def _maximum(direction: DirectionRules) -> str:
    shown = any(tier.places and tier.shows_vacancies for tier in direction.prizes)
    return sentences(
        [
            gettext("Places are a maximum: one that nobody reaches stays vacant."),
            gettext("Vacant places are published as vacant.") if shown else "",
        ]
    )


def _row(book: RuleBook, direction: DirectionRules, tier: Tier) -> list[Line]:
    path = f"{path_of(direction)}.prizes.{tier.code}"
    collected = gettext("every winner is collected too") if tier.also_collected else ""
    return [
        Line(text(tier.name), book.is_example(path), soft=collected),
        Line(_places(tier), is_example_within(book, path, "places")),
        Line(_scope(direction, tier)),
        _minimum(book, direction, tier),
        Line(text(direction.deciding_stage(tier).name)),
    ]


def _places(tier: Tier) -> str:
    return gettext("at most %(places)s", places=number(tier.places)) if tier.places else gettext("no limit")


def _scope(direction: DirectionRules, tier: Tier) -> str:
    scope = gettext("track") if tier.scope == "track" else gettext("all tracks together")
    caps = [
        gettext("%(track)s at most %(cap)s", track=text(direction.track(code).name), cap=cap)
        for code, cap in tier.caps.items()
    ]
    return gettext("; ").join([scope, *caps])


def _minimum(book: RuleBook, direction: DirectionRules, tier: Tier) -> Line:
    if tier.minimum_score is None:
        return Line("—")
    path = f"{path_of(direction)}.prizes.{tier.code}"
    words = gettext(
        "%(score)s in “%(stage)s”",
        score=as_decimal(tier.minimum_score),
        stage=text(direction.stage(tier.minimum_stage or "").name),
    )
    return Line(words, is_example_within(book, path, "minimum_score"))
