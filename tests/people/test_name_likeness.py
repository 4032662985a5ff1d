"""Names that agree but for case, width, white space or legal form."""

from __future__ import annotations

import pytest

from app.people.organisations.name_likeness import likeness_key, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Robotics Ltd", "ＡＣＭＥ  robotics, Ltd."),
        ("岚砚（北京）有限公司", "岚砚(北京) 有限公司"),
        ("É Labs", "E\u0301 labs"),
        ("Straße AG", "STRASSE AG"),
    ],
)
def test_names_are_compared_without_width_case_and_white_space(one: str, other: str) -> None:
    assert likeness_key(one) == likeness_key(other)


def test_other_names_stay_others() -> None:
    assert likeness_key("Acme 1") != likeness_key("Acme 2")
    assert stem(likeness_key("岚砚智能股份有限公司")) == stem(likeness_key("岚砚智能有限公司")) == "岚砚智能"
    assert stem(likeness_key("Velmor Grid Pte. Ltd.")) == "velmorgrid"
