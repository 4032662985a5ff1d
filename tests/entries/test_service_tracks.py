"""One candidacy a chosen track, in order of preference: the rules, and what the database holds by itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Invalid
from app.entries.models import Candidacy, Eligibility, Entry
from app.people.models import Person
from app.programmes.models import Track
from tests.entries.conftest import BREAKTHROUGH, GROWTH, SOCIAL, Scene, count


def standing(entry: Entry) -> list[tuple[int, str]]:
    return [(each.slot, each.track.code) for each in entry.candidacies]


def track_of(scene: Scene, code: str) -> Track:
    return next(track for track in scene.edition.tracks if track.code == code)


def test_in_order_of_preference(scene: Scene) -> None:
    assert standing(scene.sent([SOCIAL, GROWTH])) == [(1, SOCIAL), (2, GROWTH)]
    assert standing(scene.sent([GROWTH, SOCIAL])) == [(1, GROWTH), (2, SOCIAL)]


@pytest.mark.parametrize(
    ("tracks", "reason"),
    [
        ([], "Choose at least 1 and at most 2"),
        ([SOCIAL, GROWTH, BREAKTHROUGH], "Choose at least 1 and at most 2"),
        (["no-such-track"], "There is no such track."),
        (["individual-contribution"], "There is no such track."),
        ([GROWTH, "no-such-track"], "There is no such track."),
        ([GROWTH, GROWTH], "Choose each track once."),
        ([GROWTH, SOCIAL, GROWTH], "Choose each track once."),
        ([" growth-potential"], "There is no such track."),
    ],
)
def test_a_choice_that_cannot_stand_is_refused_and_kept(
    scene: Scene, session: Session, tracks: list[str], reason: str
) -> None:
    entry = scene.save(scene.start(), tracks)
    with pytest.raises(Invalid) as refusal:
        scene.send(entry)
    verdict = refusal.value.faults["tracks"]
    assert verdict.reason % verdict.params == reason.replace("at most 2", "at most 2.")
    session.expire_all()
    assert entry.tracks_draft == tracks and count(session, Candidacy) == 0


def test_sent_in_again_with_the_same_tracks_the_candidacies_stay(scene: Scene) -> None:
    entry = scene.sent([SOCIAL, GROWTH])
    before = [each.id for each in entry.candidacies]
    scene.send(scene.save(entry, [SOCIAL, GROWTH], title_en="Better"))
    assert [each.id for each in entry.candidacies] == before


@pytest.mark.parametrize("tracks", [[GROWTH, SOCIAL], [SOCIAL], [SOCIAL, BREAKTHROUGH]])
def test_another_choice_makes_new_candidacies_and_keeps_the_old_on_record(
    scene: Scene, session: Session, tracks: list[str]
) -> None:
    entry = scene.sent([SOCIAL, GROWTH])
    scene.send(scene.save(entry, tracks))
    session.expire_all()
    assert standing(entry) == list(enumerate(tracks, start=1))
    gone = session.scalars(
        sa.select(Candidacy).where(Candidacy.withdrawn_at.is_not(None)).order_by(Candidacy.id)
    )
    assert [each.track.code for each in gone] == [SOCIAL, GROWTH]


def test_what_was_found_eligible_is_screened_again_as_another_text(scene: Scene, session: Session) -> None:
    entry = scene.sent([SOCIAL, GROWTH])
    for candidacy in entry.candidacies:
        scene.screen(candidacy)
    scene.send(entry)
    assert {each.eligibility for each in entry.candidacies} == {Eligibility.ELIGIBLE}, "the same text"
    scene.send(scene.save(entry, [SOCIAL, GROWTH], title_en="Another text"))
    session.expire_all()
    assert {(each.eligibility, each.screened_at) for each in entry.candidacies} == {
        (Eligibility.PENDING, None)
    }


def test_what_was_found_not_eligible_stays_so(scene: Scene) -> None:
    entry = scene.sent()
    scene.screen(entry.candidacies[0], "ineligible", reason="No such firm.")
    scene.send(scene.save(entry, title_en="Another text"))
    assert entry.candidacies[0].eligibility == Eligibility.INELIGIBLE


@pytest.mark.parametrize(
    ("slot", "track"),
    [(1, BREAKTHROUGH), (2, GROWTH), (3, BREAKTHROUGH), (0, BREAKTHROUGH)],
    ids=["slot taken", "track taken", "slot 3", "slot 0"],
)
def test_the_database_refuses_a_slot_or_a_track_twice_and_a_third_slot(
    scene: Scene, slot: int, track: str
) -> None:
    entry = scene.sent([GROWTH])
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Candidacy(entry_id=entry.id, track_id=track_of(scene, track).id, slot=slot))


def test_the_database_takes_a_second_track_and_one_that_was_withdrawn_before(
    scene: Scene, session: Session
) -> None:
    entry = scene.sent([GROWTH])
    scene.withdraw(entry)
    with transaction():
        session.add(Candidacy(entry_id=entry.id, track_id=track_of(scene, GROWTH).id, slot=1))
        session.add(Candidacy(entry_id=entry.id, track_id=track_of(scene, SOCIAL).id, slot=2))
    assert count(session, Candidacy) == 3


SCREENED = {"screened_at": sa.func.now(), "screened_by_id": sa.select(Person.id).limit(1).scalar_subquery()}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("screened_by_someone", {"eligibility": "eligible"}),
        ("screened_by_someone", SCREENED),
        ("refusal_has_reason", {"eligibility": "ineligible", **SCREENED}),
        ("returned_has_date", {"eligibility": "returned", "reason": "x", **SCREENED}),
        ("returned_has_date", {"answer_by": sa.func.now()}),
        ("eligibility", {"eligibility": "perhaps", **SCREENED}),
    ],
)
def test_the_database_refuses_decisions_without_decider_reason_or_date(
    scene: Scene, name: str, change: dict[str, object]
) -> None:
    entry = scene.sent()
    with pytest.raises(IntegrityError, match=name), transaction() as session:
        session.execute(sa.update(Candidacy).where(Candidacy.entry_id == entry.id).values(**change))
