"""Days of a form that an earlier edition may have left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.core.clock import BEIJING
from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.form import Field


class Stale(NamedTuple):
    """The last day that a field takes, which is over before anybody can apply."""

    key: str
    where: tuple[str | int, ...]
    field: Field
    latest: date


def stale_days(book: RuleBook) -> Iterator[Stale]:
    """It may be meant ("founded two years ago at least"), so it refuses nothing: whoever opens the edition is asked."""
    opens = book.window.opens.astimezone(BEIJING).date()
    for place, direction in enumerate(book.directions):
        for spot, field in enumerate(direction.form):
            if field.latest is not None and field.latest < opens:
                key = f"directions.{direction.code}.form.{field.code}.latest"
                yield Stale(key, ("directions", place, "form", spot, "latest"), field, field.latest)
