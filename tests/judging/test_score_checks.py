"""Scores lie on the scales of their criteria, and a sheet that is submitted lacks none."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.judging.sheets import service as sheets_service
from tests.judging.conftest import GOOD, first_of, save, send
from tests.results.conftest import Contest


@pytest.mark.parametrize("score", [-1, 10001, 8050, 1, 10**30])
def test_a_score_lies_on_the_scale_and_on_a_step(contest: Contest, session: Session, score: int) -> None:
    assignment = first_of(contest)
    with pytest.raises(Invalid) as fault:
        send(assignment, scores={**GOOD, "technology": score})
    assert set(fault.value.faults) == {"technology"}
    session.expire_all()
    assert assignment.sheet is None, "nothing of it was kept"
    kept = sheets_service.scores_of(save(assignment, scores={**GOOD, "technology": score}))
    assert kept == {code: points for code, points in GOOD.items() if code != "technology"}


@pytest.mark.parametrize("score", [0, 100, 9900, 10000])
def test_both_ends_of_the_scale_belong_to_it(contest: Contest, score: int) -> None:
    assert sheets_service.scores_of(save(first_of(contest), scores={"technology": score})) == {
        "technology": score
    }


def test_a_criterion_that_the_stage_does_not_have(contest: Contest) -> None:
    with pytest.raises(Invalid) as fault:
        send(first_of(contest), scores={"beauty": 100})
    assert fault.value.faults["beauty"].reason == "There is no such criterion."


def test_what_is_missing_is_named(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    with pytest.raises(Invalid) as fault:
        send(assignment, scores={"technology": 7000})
    assert set(fault.value.faults) == {"innovation"}
    session.expire_all()
    assert assignment.sheet is None


def test_a_score_that_was_taken_back_is_not_sent_in_unseen(contest: Contest, session: Session) -> None:
    """The judge has emptied a field of a saved sheet: what stood there must not go in behind their back."""
    assignment = first_of(contest)
    save(assignment)
    with pytest.raises(Invalid) as fault:
        send(assignment, scores={"technology": 7000}, version=1)
    assert set(fault.value.faults) == {"innovation"}
    session.expire_all()
    assert assignment.sheet is not None and assignment.sheet.submitted_at is None
