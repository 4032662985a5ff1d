"""How instants are written: in Beijing time, and an end at midnight as 24:00 of the day that ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core.i18n import calendar_day, closing, instant, reason
from app.core.verdict import need

MIDNIGHT = datetime(2024, 6, 20, 16, 0, tzinfo=UTC)
AFTERNOON = datetime(2024, 10, 10, 9, 0, tzinfo=UTC)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("language", "at", "written"),
    [
        ("en", MIDNIGHT, "20 June 2024, 24:00 Beijing time"),
        ("zh", MIDNIGHT, "北京时间2024年6月20日 24:00"),
        ("en", AFTERNOON, "10 October 2024, 17:00 Beijing time"),
    ],
)
def test_an_end(app: Flask, language: str, at: datetime, written: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert closing(at).startswith(written)
        assert (closing(at) == instant(at)) == (at != MIDNIGHT)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("language", "written"), [("en", "15 July 2020"), ("zh", "2020年7月15日")])
def test_a_day_that_was_answered(app: Flask, language: str, written: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert calendar_day("2020-07-15") == written


@pytest.mark.sqlite_only
def test_reasons_name_the_end_alike(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        verdict = need(False, "Closed at %(closes)s; it is %(now)s.", closes=MIDNIGHT, now=MIDNIGHT)
        assert reason(verdict) == (
            "Closed at 20 June 2024, 24:00 Beijing time; it is 21 June 2024, 00:00 Beijing time."
        )
        assert closing(None) == ""
