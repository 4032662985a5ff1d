"""Units of the quota: how many a category has, used one by one, given back."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.core.errors import Refused
from app.nominations.answers import service as answers_service
from app.nominations.models import MemberCategory, NominationState
from app.nominations.nominating import withdrawing
from tests.factories import make_organisation, make_person
from tests.nominations.conftest import Scene, make_member


def test_units_are_used_and_the_next_is_refused(scene: Scene) -> None:
    made = [scene.nominate() for _ in range(3)]
    assert [(n.slot, n.slot_limit) for n in made] == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(Refused) as refusal:
        scene.nominate()
    assert refusal.value.verdict.params == {"limit": 3}


@pytest.mark.parametrize(
    ("category", "units"),
    [("council", 3), ("senior", 2), ("member", 1), ("individual", 1), ("partner", 1), ("non_profit", 0)],
)
def test_the_rule_book_says_how_many_a_category_has(scene: Scene, category: str, units: int) -> None:
    membership, person = make_member(scene.edition, scene.officer, MemberCategory(category))
    for _ in range(units):
        scene.nominate(membership=membership, by=person)
    with pytest.raises(Refused):
        scene.nominate(membership=membership, by=person)


def test_a_unit_comes_back_when_withdrawn_and_the_lowest_is_used_first(scene: Scene) -> None:
    first, _, third = (scene.nominate() for _ in range(3))
    with transaction():
        withdrawing.withdraw(nomination=first, by=scene.member)
    assert (first.state, scene.nominate().slot) == (NominationState.WITHDRAWN, 1)
    with transaction():
        withdrawing.withdraw(nomination=third, by=scene.member)
    assert scene.nominate().slot == 3


def test_a_unit_comes_back_when_declined(scene: Scene) -> None:
    firm = make_organisation()
    representative = make_person(acts_for=firm)
    declined = scene.nominate(firm)
    with transaction():
        answers_service.decline(nomination=declined, by=representative)
    assert scene.nominate().slot == 1
    assert scene.nominate(firm).slot == 2, "it may be asked again"


def test_directions_count_apart_and_individuals_use_no_unit(scene: Scene) -> None:
    for number in range(5):
        made = scene.nominate_person(email=f"n{number}@example.test")
        assert (made.slot, made.slot_limit) == (None, None)
    assert scene.nominate().slot == 1
