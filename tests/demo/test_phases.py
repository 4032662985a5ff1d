"""An edition of today is the rule-book of 2024, moved: all of its days, not only its window."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.clock import BEIJING
from app.demo.phases import dated
from app.programmes.rulebook import load_rulebook, shipped_books, stale_days

pytestmark = pytest.mark.sqlite_only

SLUGS = [name.removesuffix("-2024") for name in shipped_books()]
TODAY = datetime(2026, 11, 30, 9, tzinfo=BEIJING)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_day_of_2024_is_left_behind(session: Session, slug: str) -> None:
    before = load_rulebook(shipped_books()[f"{slug}-2024"])
    book = dated(slug, closes=TODAY + timedelta(days=21), now=TODAY)
    assert list(stale_days(book)) == []
    shift = (book.window.closes - before.window.closes).days
    for old, new in zip(before.directions, book.directions, strict=True):
        days = [(old.field(item.code).latest, item.latest) for item in new.form if item.latest]
        assert all(first is not None and (last - first).days == shift for first, last in days)


def test_a_firm_founded_this_year_can_apply_today(session: Session) -> None:
    book = dated("outstanding-contribution", closes=TODAY + timedelta(days=21), now=TODAY)
    latest = book.direction("enterprises").field("founded_on").latest
    assert latest is not None and latest >= TODAY.date()
