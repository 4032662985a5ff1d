"""Places shared out by the largest remainder."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.data.errors import PrizeRuleError
from scoring.decide.prizes import largest_remainder

REMAINDER = json.loads((Path(__file__).parents[1] / "published" / "largest_remainder.json").read_text())


@pytest.mark.parametrize("case", REMAINDER["cases"], ids=lambda case: str(case["total"]))
def test_the_alabama_paradox(case: dict[str, Any]) -> None:
    found = largest_remainder(REMAINDER["sizes"], case["total"])
    assert found.places == case["places"]
    assert {label: round(float(share), 3) for label, share in found.shares.items()} == case["quotas"]


def test_minimum_places() -> None:
    quotas = largest_remainder({"a": 97, "b": 2, "c": 1, "d": 0}, 10, minimum=1)
    assert quotas.places == {"a": 8, "b": 1, "c": 1, "d": 0}
    assert quotas.shares["b"] == Fraction(1, 5)


def test_equal_remainders_need_an_order() -> None:
    with pytest.raises(PrizeRuleError, match=r"\['a', 'b', 'c'\] have equal remainders for 2 places"):
        largest_remainder({"a": 1, "b": 1, "c": 1}, 2)
    assert largest_remainder({"a": 1, "b": 1, "c": 1}, 2, order="cab").places == {"a": 1, "b": 0, "c": 1}
    with pytest.raises(PrizeRuleError, match="names them all"):
        largest_remainder({"a": 1, "b": 1}, 1, order="a")
    assert largest_remainder({"a": 1, "b": 1}, 2).places == {"a": 1, "b": 1}


@given(
    st.dictionaries(st.integers(0, 30), st.integers(0, 500), min_size=1),
    st.integers(0, 200),
    st.integers(0, 3),
)
def test_shares_add_up_and_stay_near_the_quota(sizes: dict[int, int], total: int, minimum: int) -> None:
    order = sorted(sizes)
    if not any(sizes.values()) or total < minimum * sum(size > 0 for size in sizes.values()):
        return
    quotas = largest_remainder(sizes, total, minimum=minimum, order=order)
    assert sum(quotas.places.values()) == total
    assert all(quotas.places[label] >= (minimum if size else 0) for label, size in sizes.items())
    if not minimum:
        assert all(abs(quotas.places[label] - share) < 1 for label, share in quotas.shares.items())


def test_a_label_at_its_minimum_by_right_shares_on() -> None:
    sizes = {"a": 1, "b": 1, "c": 4}
    assert largest_remainder(sizes, 8, minimum=1, order="abc").places == {"a": 2, "b": 1, "c": 5}


def test_nothing_is_owed_to_what_has_no_size() -> None:
    assert largest_remainder({"a": 1, "b": 1, "c": 0}, 2, minimum=1).places == {"a": 1, "b": 1, "c": 0}


def test_the_order_settles_only_what_is_tied() -> None:
    assert largest_remainder({"a": 7, "b": 4, "c": 4}, 2, order="cb").places == {"a": 1, "b": 0, "c": 1}


WHOLE = "must be a whole number of at least 0, not"


@pytest.mark.parametrize(
    ("sizes", "total", "minimum", "why"),
    [
        ({"a": -1}, 1, 0, f"the size of 'a' {WHOLE} -1"),
        ({"a": 1.0}, 1, 0, f"the size of 'a' {WHOLE} 1.0"),
        ({"a": True}, 1, 0, f"the size of 'a' {WHOLE} True"),
        ({"a": 1}, -1, 0, f"total {WHOLE} -1"),
        ({"a": 1}, 1, -1, f"minimum {WHOLE} -1"),
        ({"a": 1}, 1, 2, "1 places cannot give each its minimum; that takes 2"),
        ({"a": 0}, 1, 0, "places cannot be shared out: all sizes are 0"),
    ],
)
def test_shares_that_cannot_be(sizes: Any, total: int, minimum: int, why: str) -> None:
    with pytest.raises(PrizeRuleError, match=f"^{re.escape(why)}$"):
        largest_remainder(sizes, total, minimum=minimum)
