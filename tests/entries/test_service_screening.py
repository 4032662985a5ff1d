"""Eligible, returned or not: who decides, on what grounds, and what the applicant can answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Refused
from app.entries.models import Candidacy, Eligibility, EntryState, ScreeningDecision
from app.outbox.models import Message
from app.programmes.models import Stage
from tests.entries.conftest import GROWTH, LAST, SOCIAL, Scene, all_met, count
from tests.factories import make_approver, make_auditor, make_edition, make_officer, make_person
from tests.time import Clock

DAY = timedelta(days=1)


@pytest.fixture
def candidacy(scene: Scene) -> Candidacy:
    return scene.sent().candidacies[0]


def letters(session: Session) -> list[str]:
    kinds = sa.select(Message.kind).where(Message.kind.like("candidacy%")).order_by(Message.id)
    return list(session.scalars(kinds))


def test_eligible_by_somebody_at_an_instant_with_the_checklist(
    scene: Scene, candidacy: Candidacy, session: Session, clock: Clock
) -> None:
    decision = scene.screen(candidacy)
    assert (candidacy.eligibility, candidacy.screened_at) == (Eligibility.ELIGIBLE, clock.now)
    assert (candidacy.screened_by_id, decision.checks) == (scene.officer.id, all_met(candidacy))
    assert letters(session) == [], "who is eligible is told together with everybody else"


@pytest.mark.parametrize(
    ("eligibility", "more", "field"),
    [
        ("ineligible", {"reason": ""}, "reason"),
        ("ineligible", {"reason": " \n"}, "reason"),
        ("returned", {"reason": "x"}, "answer_by"),
        ("returned", {"reason": "x", "answer_by": timedelta()}, "answer_by"),
        ("returned", {"reason": "", "answer_by": DAY}, "reason"),
        ("pending", {}, "eligibility"),
    ],
)
def test_a_refusal_needs_a_reason_and_a_correction_a_date_to_come(
    scene: Scene, candidacy: Candidacy, clock: Clock, eligibility: str, more: dict[str, object], field: str
) -> None:
    if isinstance(more.get("answer_by"), timedelta):
        more = {**more, "answer_by": clock.now + more["answer_by"]}  # type: ignore[operator]
    with pytest.raises(Invalid) as refusal:
        scene.screen(candidacy, eligibility, **more)
    assert set(refusal.value.faults) == {field} and candidacy.eligibility == Eligibility.PENDING


def test_the_applicant_is_told_why_and_until_when(
    scene: Scene, candidacy: Candidacy, session: Session, clock: Clock
) -> None:
    due = clock.now + 3 * DAY
    scene.send_back(candidacy, until=due)
    scene.screen(candidacy, "ineligible", reason="Not a registered firm.")
    assert letters(session) == ["candidacy_returned", "candidacy_ineligible"]
    rows = session.scalars(
        sa.select(Message).where(Message.kind.like("candidacy%")).order_by(Message.id)
    ).all()
    assert [row.person_id for row in rows] == [scene.applicant.id] * 2
    assert [row.params["reason"] for row in rows] == ["The licence has expired.", "Not a registered firm."]
    assert rows[0].params["answer_by"] == due.isoformat()


def test_nobody_but_an_officer_of_this_edition_without_a_conflict(
    scene: Scene, candidacy: Candidacy, session: Session
) -> None:
    employed, acting = make_officer(scene.edition), make_officer(scene.edition, acts_for=scene.firm)
    employed.employer_id = scene.firm.id
    session.commit()
    for person in (employed, acting):
        with pytest.raises(Refused, match="conflict of interest with this applicant"):
            scene.screen(candidacy, by=person)
    elsewhere = make_officer(make_edition("practice-cases-2024"))
    others = (
        make_approver(scene.edition),
        make_auditor(scene.edition),
        make_person(),
        scene.applicant,
        elsewhere,
    )
    for person in others:
        with pytest.raises(Refused, match="Only an officer"):
            scene.screen(candidacy, by=person)
    assert count(session, ScreeningDecision) == 0


def test_of_two_officers_the_slower_is_told(scene: Scene, candidacy: Candidacy) -> None:
    opened_at = candidacy.version
    scene.screen(candidacy, version=opened_at)
    with pytest.raises(Conflict, match="Somebody else screened"):
        scene.screen(candidacy, "ineligible", reason="x", version=opened_at, by=make_officer(scene.edition))
    assert candidacy.eligibility == Eligibility.ELIGIBLE


def test_each_candidacy_is_decided_alone_and_every_decision_is_kept(scene: Scene, session: Session) -> None:
    first, second = scene.sent([SOCIAL, GROWTH]).candidacies
    scene.screen(first, "ineligible", reason="x")
    scene.screen(first)
    scene.screen(second, "ineligible", reason="y")
    assert (first.eligibility, second.eligibility) == (Eligibility.ELIGIBLE, Eligibility.INELIGIBLE)
    kept = session.scalars(sa.select(ScreeningDecision).order_by(ScreeningDecision.id)).all()
    assert [(row.candidacy_id, row.reason) for row in kept] == [
        (first.id, "x"),
        (first.id, ""),
        (second.id, "y"),
    ]


def test_a_correction_is_answered_after_the_close_until_its_date(
    scene: Scene, candidacy: Candidacy, clock: Clock
) -> None:
    entry, due = candidacy.entry, scene.edition.closes_at + 5 * DAY
    scene.send_back(candidacy, until=due)
    clock.set(due - LAST)
    submission = scene.send(scene.save(entry, title_en="Corrected"))
    assert (submission.number, submission.answers["title_en"]) == (2, "Corrected")
    assert (candidacy.eligibility, candidacy.answer_by, candidacy.screened_by_id) == (
        Eligibility.PENDING,
        None,
        None,
    )
    with pytest.raises(Refused, match="Applications closed"):
        scene.save(entry, title_en="Once more")
    assert scene.screen(candidacy).eligibility == Eligibility.ELIGIBLE


@pytest.mark.parametrize("late", [timedelta(), LAST, DAY])
def test_a_correction_too_late_is_refused_with_both_times(
    scene: Scene, candidacy: Candidacy, clock: Clock, late: timedelta
) -> None:
    entry, due = candidacy.entry, scene.edition.closes_at + 5 * DAY
    scene.send_back(candidacy, until=due)
    clock.set(due + late)
    for verb in (scene.save, scene.send, scene.attach):
        with pytest.raises(Refused) as refusal:
            verb(entry)
        assert refusal.value.verdict.params == {"due": due, "now": due + late}
    assert (entry.state, candidacy.eligibility) == (EntryState.SUBMITTED, Eligibility.RETURNED)


def test_what_was_returned_is_not_withdrawn_after_the_close(
    scene: Scene, candidacy: Candidacy, clock: Clock
) -> None:
    scene.send_back(candidacy, until=scene.edition.closes_at + 5 * DAY)
    clock.set(scene.edition.closes_at)
    with pytest.raises(Refused, match="Applications closed"):
        scene.withdraw(candidacy.entry)


def test_neither_what_was_withdrawn_nor_what_is_judged_is_screened(
    scene: Scene, candidacy: Candidacy, session: Session, clock: Clock
) -> None:
    scene.withdraw(candidacy.entry)
    with pytest.raises(Refused, match="This entry was withdrawn"):
        scene.screen(candidacy)
    scene.send(candidacy.entry)
    with pytest.raises(Refused, match="This entry was withdrawn"):
        scene.screen(candidacy)
    (fresh,) = candidacy.entry.candidacies
    with transaction():
        judged = sa.update(Stage).where(Stage.direction_id == scene.firms.id, Stage.kind == "scoring")
        session.execute(judged.values(opened_at=clock.now, closes_at=clock.now + DAY))
    with pytest.raises(Refused, match="eligibility is settled"):
        scene.screen(fresh)
