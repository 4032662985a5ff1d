"""The conditions of eligibility that an officer ticks off: all basic ones, and enough of the others."""

from __future__ import annotations

import pytest

from app.core.errors import Invalid
from tests.entries.conftest import Scene, all_met


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        (["purpose"], "A basic condition is not met."),
        (["young"], "A basic condition is not met."),
        (["income", "users", "investment"], "0 of the other conditions are met; 1 are needed."),
    ],
)
def test_the_checklists_of_the_edition_and_of_the_track_hold(
    scene: Scene, missing: list[str], reason: str
) -> None:
    candidacy = scene.sent().candidacies[0]
    checks = {code: met for code, met in all_met(candidacy).items() if code not in missing}
    with pytest.raises(Invalid) as refusal:
        scene.screen(candidacy, checks=checks)
    verdict = refusal.value.faults["checks"]
    assert verdict.reason % verdict.params == reason
    scene.screen(candidacy, checks={**checks, **dict.fromkeys(missing[:1], True)})
