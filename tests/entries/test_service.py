"""Drafts, deadlines, sending in and taking back: the verbs of the applicant on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.consents import service
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Refused
from app.entries.applications.submission_checks import SubmissionChecks
from app.entries.models import Candidacy, Entry, EntryState, Submission
from app.people.models import Person, Role
from tests.entries.conftest import ANSWERS, BREAKTHROUGH, GROWTH, LAST, SOCIAL, Scene, count
from tests.factories import consents_to, make_grant, make_organisation, make_person
from tests.time import Clock


def everybody_else(scene: Scene) -> list[Person]:
    """Nobody of them acts for the firm."""
    employed, judge = make_person(), make_person()
    employed.employer_id = scene.firm.id
    make_grant(judge, Role.JUDGE, scene.edition)
    return [make_person(), make_person(acts_for=make_organisation()), employed, judge, scene.officer]


def test_a_draft_is_kept_right_or_wrong(scene: Scene, session: Session) -> None:
    entry = scene.save(scene.start(), ["nonsense"], title_en="One", employees="NaN", stray="x")
    session.expire_all()
    assert entry.draft == {**ANSWERS, "title_en": "One", "employees": "NaN"}
    assert (entry.tracks_draft, entry.title_en, entry.state) == (["nonsense"], "One", EntryState.DRAFT)
    assert (entry.number, entry.candidacies, entry.submissions) == (None, [], [])


def test_an_older_save_overwrites_nothing_and_both_versions_are_told(draft: Entry, scene: Scene) -> None:
    opened_at = draft.version
    scene.save(draft, [SOCIAL], title_en="First")
    with pytest.raises(Conflict) as conflict:
        scene.save(draft, [BREAKTHROUGH], title_en="Second", version=opened_at)
    mine, theirs = conflict.value.mine, conflict.value.theirs
    assert (mine["title_en"], mine["tracks"]) == ("Second", [BREAKTHROUGH])
    assert (theirs["title_en"], theirs["tracks"]) == ("First", [SOCIAL])
    assert (draft.title_en, draft.tracks_draft) == ("First", [SOCIAL])


def test_the_same_text_saved_twice_is_no_conflict(draft: Entry, scene: Scene) -> None:
    opened_at = draft.version
    scene.save(draft, title_en="Same")
    after = draft.version
    assert scene.save(draft, title_en="Same", version=opened_at).version == after
    with pytest.raises(Conflict):
        scene.save(draft, [SOCIAL], title_en="Same", version=opened_at)


def test_a_draft_is_kept_after_the_close_and_cannot_be_begun_then(scene: Scene, clock: Clock) -> None:
    entry = scene.start()
    clock.set(scene.edition.closes_at + timedelta(days=1))
    assert scene.save(entry, title_en="Too late").draft["title_en"] == "Too late"
    with pytest.raises(Refused, match="Applications closed"):
        scene.start()
    clock.set(scene.edition.opens_at - LAST)
    with pytest.raises(Refused, match="Applications open"):
        scene.start()


def test_nobody_else_touches_an_entry(scene: Scene, draft: Entry) -> None:
    submitted = scene.sent()
    for person in everybody_else(scene):
        with transaction():
            service.give_consents(edition=scene.edition, purposes=consents_to(scene.edition), by=person)
        for verb in (scene.save, scene.send):
            with pytest.raises(Refused, match="Only the applicant"):
                verb(draft, by=person)
        with pytest.raises(Refused, match="Only the applicant"):
            scene.withdraw(submitted, by=person)
        with pytest.raises(Refused, match="Only the applicant"):
            scene.start(by=person)


def test_each_direction_has_its_kind_of_applicant(scene: Scene) -> None:
    with pytest.raises(Invalid, match="another kind of applicant"):
        scene.start(direction=scene.individuals)
    with pytest.raises(Invalid, match="another kind of applicant"):
        scene.start(organisation=None, person=scene.applicant)
    with pytest.raises(Refused, match="Only the applicant"):
        scene.start_in_person(person=make_person())
    with pytest.raises(Invalid, match="not in the table"):
        scene.start(country_region="XX")


def test_where_a_person_comes_from_is_what_they_answer(scene: Scene) -> None:
    entry = scene.start_in_person()
    assert scene.save(entry, region="DE").country_region == "DE"
    assert scene.save(entry, region="Atlantis").country_region == "DE"
    assert (
        "title_zh"
        not in SubmissionChecks(scene.save(entry, region="DE", title_zh=""), scene.applicant).missing
    )
    assert scene.save(scene.start(), region="DE").country_region == "CN", "an organisation's is registered"


def test_what_was_sent_in_keeps_its_name_whatever_the_draft_says_since(scene: Scene) -> None:
    entry = scene.sent(title_zh="提交的题目", title_en="As sent in")
    scene.save(entry, title_zh="草稿题目", title_en="Of the draft")
    assert (entry.title_zh, entry.title_en) == ("提交的题目", "As sent in")
    scene.withdraw(entry)
    assert entry.title_en == "As sent in"
    scene.send(entry)
    assert (entry.title_zh, entry.title_en) == ("草稿题目", "Of the draft")


def test_in_the_last_second_it_is_sent_in(scene: Scene, draft: Entry, clock: Clock) -> None:
    clock.set(scene.edition.closes_at - LAST)
    submission = scene.send(draft)
    assert (draft.state, draft.submitted_at, draft.number) == (
        EntryState.SUBMITTED,
        clock.now,
        "OCA-2024-0001",
    )
    assert (submission.number, submission.answers, submission.tracks) == (1, dict(ANSWERS), [GROWTH])
    assert (submission.submitted_at, submission.submitted_by_id) == (clock.now, scene.applicant.id)


@pytest.mark.parametrize("late", [0, 1])
def test_at_the_closing_second_and_after_it_is_refused_with_both_times(
    scene: Scene, draft: Entry, session: Session, clock: Clock, late: int
) -> None:
    closes = scene.edition.closes_at
    clock.set(closes + timedelta(seconds=late))
    with pytest.raises(Refused) as refusal:
        scene.send(draft)
    assert refusal.value.verdict.params == {"closes": closes, "now": closes + timedelta(seconds=late)}
    session.expire_all()
    assert (draft.state, draft.draft, count(session, Submission)) == (EntryState.DRAFT, dict(ANSWERS), 0)


def test_what_is_incomplete_is_refused_field_by_field(scene: Scene, session: Session) -> None:
    entry = scene.save(scene.start(), [], title_en="", employees="many", website="javascript:x")
    with pytest.raises(Invalid) as faults:
        scene.send(entry)
    assert set(faults.value.faults) == {"tracks", "title_en", "employees", "website"}
    assert count(session, Candidacy) == count(session, Submission) == 0


def test_a_version_older_than_the_draft_is_not_sent_in(scene: Scene, draft: Entry) -> None:
    opened_at = draft.version
    scene.save(draft, title_en="Newer")
    with pytest.raises(Conflict):
        scene.send(draft, version=opened_at)


def test_sent_in_again_each_time_is_kept_and_the_number_stays(scene: Scene, session: Session) -> None:
    entry = scene.sent()
    scene.send(scene.save(entry, title_en="Better"))
    session.expire_all()
    first, second = entry.submissions
    assert (first.answers["title_en"], second.answers["title_en"]) == ("A teaching assistant", "Better")
    assert (first.number, second.number, entry.number) == (1, 2, "OCA-2024-0001")
    assert first.sha256 != second.sha256 and len(entry.candidacies) == 1
    assert scene.sent_by_another().number == "OCA-2024-0002"


def test_withdrawn_and_sent_in_again_until_the_close(scene: Scene, session: Session, clock: Clock) -> None:
    entry = scene.sent([GROWTH, SOCIAL])
    scene.withdraw(entry)
    assert (entry.state, entry.withdrawn_at, entry.candidacies) == (EntryState.WITHDRAWN, clock.now, [])
    assert count(session, Candidacy, Candidacy.withdrawn_at.is_not(None)) == 2
    with pytest.raises(Refused, match="Only a submitted entry"):
        scene.withdraw(entry)
    clock.set(scene.edition.closes_at - LAST)
    scene.send(entry)
    assert (entry.state, entry.withdrawn_at) == (EntryState.SUBMITTED, None)
    assert [each.slot for each in entry.candidacies] == [1, 2]
    clock.set(scene.edition.closes_at)
    with pytest.raises(Refused, match="Applications closed"):
        scene.withdraw(entry)


def test_what_was_withdrawn_is_not_sent_in_after_the_close(scene: Scene, clock: Clock) -> None:
    entry = scene.withdraw(scene.sent())
    clock.set(scene.edition.closes_at)
    with pytest.raises(Refused, match="Applications closed"):
        scene.send(entry)
    assert scene.save(entry, title_en="Too late").draft["title_en"] == "Too late", "kept, to be asked about"
    assert entry.state == EntryState.WITHDRAWN


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("submitted_has_instant", {"state": "submitted"}),
        ("withdrawn_has_instant", {"state": "withdrawn"}),
        ("withdrawn_has_instant", {"withdrawn_at": sa.func.now()}),
        ("submitted_has_number", {"submitted_at": sa.func.now()}),
        ("organisation_or_person", {"person_id": sa.select(Person.id).limit(1).scalar_subquery()}),
        ("organisation_or_person", {"organisation_id": None}),
        ("entrystate", {"state": "approved"}),
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(
    draft: Entry, name: str, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction() as session:
        session.execute(sa.update(Entry).where(Entry.id == draft.id).values(**change))
