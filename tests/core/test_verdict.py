from __future__ import annotations

import pytest

from app.core.errors import Refused, enforce
from app.core.verdict import YES, Verdict, need

EARLY = need(False, "Too early.")
LATE = need(False, "Closed %(days)s days ago.", days=3)


def test_and_keeps_the_first_no() -> None:
    assert (YES and LATE and EARLY) == Verdict(False, "Closed %(days)s days ago.", {"days": 3})
    assert (YES and need("something", "unused")) == YES


def test_or_keeps_the_first_yes_or_the_last_no() -> None:
    assert (EARLY or YES) == YES
    assert (EARLY or LATE).reason == LATE.reason


def test_enforce_carries_the_verdict() -> None:
    enforce(YES)
    with pytest.raises(Refused) as caught:
        enforce(LATE)
    assert caught.value.verdict == LATE
    assert caught.value.status == 403
