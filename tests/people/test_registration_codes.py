"""Registration codes in one spelling, and their check sign."""

from __future__ import annotations

import pytest

from app.people.organisations.registration_codes import is_code, normal_code


@pytest.mark.parametrize(
    ("code", "place", "fits"),
    [
        ("91110000600037341L", "CN", True),
        ("9111 0000-6000 3734 1l", "CN", True),
        ("９１１１００００６０００３７３４１Ｌ", "CN", True),
        ("911100006000373411", "CN", False),
        ("123", "CN", False),
        ("HRB 12345", "DE", True),
        ("1", "DE", False),
        ("<b>", "DE", False),
        ("", "CN", True),
    ],
)
def test_a_code_of_the_mainland_has_a_check_sign(code: str, place: str, fits: bool) -> None:
    assert bool(is_code(normal_code(code), place)) == fits
