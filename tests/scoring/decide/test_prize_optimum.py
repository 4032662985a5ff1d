"""The best total under the cap: the network that finds it, and the weights that put its aims in order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.decide.prizes import TierRule, allocate
from scoring.decide.prizes.optimal import Network
from tests.scoring.candidates import GRAND, of, won

OPTIONS: dict[str, Any] = {"per_organisation": 1, "organisation_method": "optimal"}


def test_an_empty_network_and_an_arc_that_weighs_nothing_carry_nothing() -> None:
    network = Network()
    network.fill("source", "sink")
    arc = network.add("source", "sink", room=1)
    network.fill("source", "sink")
    assert network.used(arc) == 0


def test_an_arc_carries_as_many_as_it_has_room_for() -> None:
    network = Network()
    light, heavy = (network.add("source", "sink", room=3, weight=weight) for weight in (1, 2))
    network.fill("source", "sink")
    assert (network.used(light), network.used(heavy)) == (3, 3)


def test_a_detour_found_later_still_leads_the_heaviest_path() -> None:
    network = Network()
    network.add("source", "near", room=1, weight=1)
    rival = network.add("source", "rival", room=1, weight=3)
    network.add("source", "far", room=1)
    detour = network.add("far", "near", room=1, weight=5)
    for node in ("near", "rival"):
        network.add(node, "gate", room=1)
    network.add("gate", "sink", room=1)
    network.fill("source", "sink")
    assert (network.used(detour), network.used(rival)) == (1, 0)


def four(first: Any, *others: Any) -> list[Any]:
    """Two firms in two tracks: either the first with the last, or the two between."""
    places = [("X", "a", "T"), ("X", "b", "U"), ("Y", "c", "T"), ("Y", "d", "U")]
    scores = (first, *others)
    return [of(firm, id, score, track) for (firm, id, track), score in zip(places, scores, strict=True)]


def test_totals_of_fractions_are_compared_exactly() -> None:
    scores = Fraction(5, 2), Fraction(7, 3), Fraction(2), Fraction(3, 2)
    assert won(allocate(four(*scores), [GRAND], **OPTIONS)) == {"grand": ["b", "c"]}


def test_one_point_of_the_total_outweighs_the_best_candidate() -> None:
    assert won(allocate(four(10, 9, 7, 5), [GRAND], **OPTIONS)) == {"grand": ["b", "c"]}


def test_the_best_candidate_outweighs_all_places_below_at_equal_totals() -> None:
    candidates = [*four(10, 8, 7, 5), of("Z", "e", 6, "V")]
    assert won(allocate(candidates, [GRAND], **OPTIONS)) == {"grand": ["a", "e", "d"]}


def test_nobody_fills_two_places_of_the_best_selection() -> None:
    candidates = [of("X", "x1", 9), of("Y", "y1", 6), of("X", "x2", 5)]
    tiers = [TierRule("a", 1), TierRule("b", 1)]
    result = allocate(candidates, tiers, per_organisation=2, organisation_method="optimal")
    assert won(result) == {"a": ["x1"], "b": ["y1"]}


def test_a_tie_is_seen_among_many() -> None:
    others = [of(None, f"n{place:02}", 100 + place) for place in range(20)]
    tied = [of("X", "x1", 9), of("X", "x2", 9)]
    result = allocate([*others, *tied], [TierRule("a", 21)], **OPTIONS)
    assert not result.winners and set(result.unresolved[0].ids) == {"x1", "x2"}
