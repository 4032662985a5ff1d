"""Who may apply without a nomination, and what becomes of an entry whose nomination is taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.entries.applications.submission_checks import is_nominated
from app.entries.models import Eligibility, Entry, EntryState
from app.judging.stages import service as stages_service
from app.nominations.answers import service as answers_service
from app.nominations.memberships import service as memberships_service
from app.nominations.models import Membership, Nomination
from app.nominations.nominating import firms, withdrawing
from app.people.models import Organisation, Person, Role
from app.programmes.models import Stage
from tests.entries.conftest import Scene, make_member_firm
from tests.factories import make_grant, make_organisation, make_person
from tests.time import Clock

DAY = timedelta(days=1)
NOT_NOMINATED = "it needs a nomination by a member"
FALLEN = "does not stand any more"


class Outside:
    """A firm that is no member, its applicant, and a member that may nominate it."""

    def __init__(self, scene: Scene, session: Session) -> None:
        self.scene = scene
        self.firm: Organisation = make_organisation()
        self.applicant: Person = make_person(acts_for=self.firm)
        member, self.member = make_member_firm(scene.edition, scene.officer)
        self.membership = session.query(Membership).filter_by(organisation_id=member.id).one()
        make_grant(self.member, Role.MEMBER, scene.edition)
        session.expire_all()

    def draft(self) -> Entry:
        entry = self.scene.start(organisation=self.firm, by=self.applicant)
        return self.scene.save(entry, by=self.applicant)

    def send(self, entry: Entry) -> Entry:
        self.scene.send(entry, by=self.applicant)
        return entry

    def nominate(self) -> Nomination:
        with transaction():
            return firms.nominate_firm(
                edition=self.scene.edition,
                direction=self.scene.firms,
                membership=self.membership,
                organisation=self.firm,
                email="firm@example.test",
                statement="It has done much.",
                by=self.member,
            )

    def accept(self, nomination: Nomination) -> None:
        with transaction():
            answers_service.accept(nomination=nomination, by=self.applicant)

    def nominated(self) -> Nomination:
        nomination = self.nominate()
        self.accept(nomination)
        return nomination

    def take_back(self, nomination: Nomination) -> None:
        with transaction():
            withdrawing.withdraw(nomination=nomination, by=self.member)


@pytest.fixture
def outside(scene: Scene, session: Session) -> Outside:
    return Outside(scene, session)


def first_stage(scene: Scene) -> Stage:
    judged = [stage for stage in scene.edition.stages if stage.direction_id == scene.firms.id]
    return next(stage for stage in judged if stage.kind == "scoring")


def admit(scene: Scene) -> int:
    with transaction():
        return len(stages_service.admit_eligible(stage=first_stage(scene), by=scene.officer))


def test_no_member_without_a_nomination(outside: Outside) -> None:
    entry = outside.draft()
    with pytest.raises(Refused, match=NOT_NOMINATED):
        outside.send(entry)
    outside.accept(outside.nominate())
    assert outside.send(entry).state == EntryState.SUBMITTED


def test_a_nomination_counts_once_it_is_accepted_and_until_it_is_declined(outside: Outside) -> None:
    entry, nomination = outside.draft(), outside.nominate()
    with pytest.raises(Refused, match=NOT_NOMINATED):
        outside.send(entry)
    outside.accept(nomination)
    with transaction():
        answers_service.decline(nomination=nomination, by=outside.applicant)
    with pytest.raises(Refused, match=NOT_NOMINATED):
        outside.send(entry)


def test_a_nomination_of_another_firm_covers_nobody_else(
    outside: Outside, scene: Scene, session: Session
) -> None:
    Outside(scene, session).nominated()
    with pytest.raises(Refused, match=NOT_NOMINATED):
        outside.send(outside.draft())


def test_a_member_whose_membership_ends_before_it_sends_in_needs_one(scene: Scene, session: Session) -> None:
    entry = scene.save(scene.start())
    membership = session.query(Membership).filter_by(organisation_id=scene.firm.id).one()
    with transaction():
        memberships_service.change_membership(
            membership=membership,
            category="member",
            until=datetime(2024, 10, 1, tzinfo=UTC),
            version=membership.version,
            by=scene.officer,
        )
    with pytest.raises(Refused, match=NOT_NOMINATED):
        scene.send(entry)


def test_an_individual_needs_one_though_a_member(scene: Scene) -> None:
    entry = scene.start_in_person()
    answers = {
        "name_zh": "李",
        "name_latin": "Li",
        "biography_zh": "甲",
        "biography_en": "A",
        "person_post": "B",
    }
    scene.save(entry, ["individual-contribution"], **answers)
    with pytest.raises(Refused, match="needs a nomination that was accepted"):
        scene.send(entry)


def test_a_nomination_taken_back_is_found_at_screening(
    outside: Outside, scene: Scene, session: Session
) -> None:
    nomination = outside.nominated()
    candidacy = outside.send(outside.draft()).candidacies[0]
    outside.take_back(nomination)
    with pytest.raises(Invalid, match=FALLEN):
        scene.screen(candidacy)
    session.expire_all()
    assert candidacy.eligibility == Eligibility.PENDING
    scene.screen(candidacy, "ineligible", reason="The nomination was withdrawn.")
    assert candidacy.eligibility == Eligibility.INELIGIBLE


def test_an_entry_sent_back_for_it_can_be_nominated_anew(
    outside: Outside, scene: Scene, clock: Clock
) -> None:
    nomination = outside.nominated()
    entry = outside.send(outside.draft())
    outside.take_back(nomination)
    scene.send_back(entry.candidacies[0], until=clock.now + DAY)
    with pytest.raises(Refused, match=NOT_NOMINATED):
        outside.send(entry)
    outside.nominated()
    outside.send(entry)
    assert scene.screen(entry.candidacies[0]).eligibility == Eligibility.ELIGIBLE


def test_a_nomination_taken_back_after_screening_is_found_at_admission(
    outside: Outside, scene: Scene, clock: Clock
) -> None:
    nomination = outside.nominated()
    own, covered = scene.sent().candidacies[0], outside.send(outside.draft()).candidacies[0]
    for candidacy in (own, covered):
        scene.screen(candidacy)
    outside.take_back(nomination)
    clock.set(scene.edition.closes_at + DAY)
    with pytest.raises(Refused) as refusal:
        admit(scene)
    assert (
        refusal.value.verdict.params == {"count": 1} and "lack the nomination" in refusal.value.verdict.reason
    )
    scene.screen(covered, "ineligible", reason="The nomination was withdrawn.")
    assert admit(scene) == 1


def test_a_membership_that_ends_after_the_close_does_no_harm(
    scene: Scene, session: Session, clock: Clock
) -> None:
    candidacy = scene.sent().candidacies[0]
    membership = session.query(Membership).filter_by(organisation_id=scene.firm.id).one()
    with transaction():
        memberships_service.change_membership(
            membership=membership,
            category="member",
            until=scene.edition.closes_at + DAY,
            version=membership.version,
            by=scene.officer,
        )
    clock.set(scene.edition.closes_at + 2 * DAY)
    scene.screen(candidacy)
    assert is_nominated(candidacy.entry) and admit(scene) == 1
