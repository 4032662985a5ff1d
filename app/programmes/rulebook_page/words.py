"""Sentences that hold times or names, and the headings that several directions share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import flask_babel
from flask import get_template_attribute
from markupsafe import Markup

from app.core.i18n import text
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.direction import DirectionRules

gettext: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext


def filled(sentence: str, **values: object) -> Markup:
    """A translated sentence around values, of which some are markup."""
    return Markup(sentence) % values


def moment(at: datetime) -> Markup:
    return Markup(get_template_attribute("components/times.html", "moment")(at))


def closing(at: datetime) -> Markup:
    """An end: midnight is 24:00 of the day before."""
    return Markup(get_template_attribute("components/times.html", "closing")(at))


def of_direction(words: str, book: RuleBook, direction: DirectionRules) -> str:
    """A heading; where a book has several directions it names its own."""
    if len(book.directions) == 1:
        return words
    return gettext("%(title)s: %(direction)s", title=words, direction=text(direction.name))


def path_of(direction: DirectionRules) -> str:
    return f"directions.{direction.code}"


def is_example_within(book: RuleBook, whole: str, key: str) -> bool:
    """Whether the value at `key` alone is an example, and not the whole that says so already."""
    return not book.is_example(whole) and book.is_example(f"{whole}.{key}")
