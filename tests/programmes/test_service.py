"""Opening, amending and archiving editions, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Refused
from app.outbox.models import Message
from app.programmes.editions import service as editions_service
from app.programmes.editions.queries import find_edition
from app.programmes.models import Criterion, Edition, RulebookVersion, Stage, Track
from app.programmes.proposals import service as proposals_service
from app.programmes.rulebook import difference, sha256_of
from tests.factories import book_of, make_administrator, make_approver, make_edition, make_officer

WUZHEN = "straight-to-wuzhen-2024"
BOOKS = (
    "leading-technology-2024",
    "outstanding-contribution-2024",
    WUZHEN,
    "practice-cases-2024",
    "cross-border-ecommerce-2024",
    "youth-leaders-2024",
)


def actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def messages(session: Session) -> list[tuple[int | None, str]]:
    return [(m.person_id, m.kind) for m in session.scalars(sa.select(Message).order_by(Message.id))]


@pytest.mark.parametrize("name", BOOKS)
def test_two_administrators_open_an_edition(session: Session, name: str) -> None:
    book, first, second = book_of(name), make_administrator(), make_administrator()
    with transaction():
        version = proposals_service.propose_edition(book=book, demonstration=False, by=first)
    assert version.edition.current_version_id is None and not version.edition.stages
    with transaction():
        proposals_service.agree(version=version, by=second)
    edition = version.edition
    assert edition.rulebook == book and version.sha256 == sha256_of(book)
    assert (edition.opens_at, edition.closes_at) == (book.window.opens, book.window.closes)
    assert [d.code for d in edition.directions] == [d.code for d in book.directions]
    assert {t.code for t in edition.tracks} == {t.code for d in book.directions for t in d.tracks}
    for row in edition.stages:
        stage = book.stage(row.code, row.direction.code)
        assert [(c.code, c.weight, c.step) for c in row.criteria] == [
            (c.code, c.weight, c.step) for c in stage.rubric
        ]
    assert actions(session) == ["edition.proposed", "edition.opened"]
    assert messages(session) == [(second.id, "edition_proposed"), (first.id, "rulebook_agreed")]


def test_one_administrator_alone_opens_nothing(session: Session) -> None:
    first = make_administrator()
    with transaction():
        version = proposals_service.propose_edition(book=book_of(WUZHEN), demonstration=False, by=first)
    with pytest.raises(Refused, match="a second person"), transaction():
        proposals_service.agree(version=version, by=first)
    assert version.edition.current_version_id is None


def test_the_database_itself_refuses_one_person_in_both_places(session: Session) -> None:
    first = make_administrator()
    with transaction():
        version = proposals_service.propose_edition(book=book_of(WUZHEN), demonstration=False, by=first)
    with pytest.raises(IntegrityError), transaction():
        version.agreed_by_id, version.agreed_at = first.id, version.proposed_at


def test_strangers_are_refused_at_every_verb(session: Session) -> None:
    edition = make_edition()
    officer, stranger = make_officer(edition), make_officer(make_edition("youth-leaders-2024"))
    with pytest.raises(Refused):
        proposals_service.propose_edition(
            book=book_of("practice-cases-2024"), demonstration=False, by=stranger
        )
    with pytest.raises(Refused):
        proposals_service.propose_amendment(edition=edition, book=_longer(), reason="More time", by=stranger)
    with transaction():
        version = proposals_service.propose_amendment(
            edition=edition, book=_longer(), reason="More time", by=officer
        )
    for person in (stranger, officer, make_administrator()):
        with pytest.raises(Refused):
            proposals_service.agree(version=version, by=person)
    with pytest.raises(Refused):
        proposals_service.refuse(version=version, reason="No", by=stranger)
    with pytest.raises(Refused):
        editions_service.archive(edition=edition, by=officer)


def test_a_refused_proposal_can_be_made_again_on_the_same_edition(session: Session) -> None:
    first, second = make_administrator(), make_administrator()
    with transaction():
        version = proposals_service.propose_edition(book=book_of(WUZHEN), demonstration=False, by=first)
    with pytest.raises(Invalid), transaction():
        proposals_service.refuse(version=version, reason="  ", by=second)
    with transaction():
        proposals_service.refuse(version=version, reason="Wrong year", by=second)
    assert (version.refusal, version.refused_by_id) == ("Wrong year", second.id)
    with transaction():
        again = proposals_service.propose_edition(book=book_of(WUZHEN), demonstration=True, by=second)
    assert again.edition_id == version.edition_id and again.number == 2
    assert messages(session)[-2:] == [(first.id, "rulebook_refused"), (first.id, "edition_proposed")]


def test_a_second_proposal_waits_for_the_first(session: Session) -> None:
    first = make_administrator()
    with transaction():
        proposals_service.propose_edition(book=book_of(WUZHEN), demonstration=False, by=first)
    with pytest.raises(Conflict, match="waits for a second person"), transaction():
        proposals_service.propose_edition(book=book_of(WUZHEN), demonstration=False, by=first)


def test_an_open_edition_is_not_opened_twice(session: Session) -> None:
    make_edition()
    with pytest.raises(Conflict, match="has an edition of that year"), transaction():
        proposals_service.propose_edition(book=book_of(WUZHEN), demonstration=False, by=make_administrator())


def _longer(**_: Any) -> Any:
    def change(book: dict[str, Any]) -> None:
        book["window"]["closes"] = "2024-09-02T16:00:00Z"
        for stage in book["directions"][0]["stages"]:
            stage["window"] = None

    return book_of(WUZHEN, change)


def _reweighed() -> Any:
    def change(book: dict[str, Any]) -> None:
        rubric = book["directions"][0]["stages"][1]["rubric"]
        rubric[0]["weight"], rubric[1]["weight"] = rubric[1]["weight"], rubric[0]["weight"]
        rubric[2]["code"] = "market-size"

    return book_of(WUZHEN, change)


def test_an_amendment_takes_two_people_and_keeps_the_rows(session: Session) -> None:
    edition = make_edition()
    officer, approver = make_officer(edition), make_approver(edition)
    tracks = {track.code: track.id for track in edition.tracks}
    stages = {stage.code: stage.id for stage in edition.stages}
    with transaction():
        version = proposals_service.propose_amendment(
            edition=edition, book=_longer(), reason="A holiday", by=officer
        )
    assert edition.closes_at == book_of(WUZHEN).window.closes
    with transaction():
        proposals_service.agree(version=version, by=approver)
    assert edition.closes_at == _longer().window.closes == edition.rulebook.window.closes
    assert {track.code: track.id for track in edition.tracks} == tracks
    assert {stage.code: stage.id for stage in edition.stages} == stages
    changed = {change.key for change in difference(edition.versions[0].rulebook, version.rulebook)}
    assert "window.closes" in changed
    assert actions(session)[-2:] == ["rulebook.proposed", "rulebook.amended"]
    assert messages(session)[-2:] == [(approver.id, "amendment_proposed"), (officer.id, "rulebook_agreed")]


def test_a_dropped_criterion_is_out_of_force_but_kept(session: Session) -> None:
    edition = make_edition()
    stage = next(stage for stage in edition.stages if stage.code == "preliminary")
    old = {criterion.code for criterion in stage.criteria}
    with transaction():
        version = proposals_service.propose_amendment(
            edition=edition, book=_reweighed(), reason="Clearer", by=make_officer(edition)
        )
    with transaction():
        proposals_service.agree(version=version, by=make_approver(edition))
    assert [c.code for c in stage.criteria] == [c.code for c in _reweighed().stage("preliminary").rubric]
    assert sum(c.weight for c in stage.criteria) == 10_000
    kept = session.scalars(sa.select(Criterion.code).where(Criterion.stage_id == stage.id)).all()
    assert set(kept) == old | {"market-size"}


def test_a_locked_rubric_is_refused_when_proposed_and_when_agreed(session: Session) -> None:
    edition = make_edition()
    officer, approver = make_officer(edition), make_approver(edition)
    stage = next(stage for stage in edition.stages if stage.code == "preliminary")
    with transaction():
        version = proposals_service.propose_amendment(
            edition=edition, book=_reweighed(), reason="Clearer", by=officer
        )
    with transaction():
        editions_service.lock_rubric(stage)
    with pytest.raises(Refused, match="has submitted a sheet"), transaction():
        proposals_service.agree(version=version, by=approver)
    assert edition.rulebook == book_of(WUZHEN)
    with transaction():
        proposals_service.refuse(version=version, reason="Too late", by=officer)
    with pytest.raises(Invalid, match="has submitted a sheet"), transaction():
        proposals_service.propose_amendment(edition=edition, book=_reweighed(), reason="Clearer", by=officer)


def test_locking_again_changes_nothing(session: Session, later: Any) -> None:
    stage = make_edition().stages[1]
    with transaction():
        editions_service.lock_rubric(stage)
    first = stage.rubric_locked_at
    later(hours=1)
    with transaction():
        editions_service.lock_rubric(stage)
    assert first is not None and stage.rubric_locked_at == first
    assert actions(session).count("stage.rubric_locked") == 1


def test_an_amendment_without_change_or_reason_is_refused(session: Session) -> None:
    edition = make_edition()
    officer = make_officer(edition)
    with pytest.raises(Invalid, match="Nothing would change"), transaction():
        proposals_service.propose_amendment(
            edition=edition, book=book_of(WUZHEN), reason="Because", by=officer
        )
    with pytest.raises(Invalid, match="Say why"), transaction():
        proposals_service.propose_amendment(edition=edition, book=_longer(), reason=" ", by=officer)


def test_a_demonstration_is_archived_and_may_be_opened_anew(session: Session) -> None:
    old = make_edition()
    with transaction():
        editions_service.archive(edition=old, by=make_administrator())
    assert find_edition("straight-to-wuzhen", 2024) is None
    new = make_edition()
    assert new.id != old.id and new.programme_id == old.programme_id
    assert find_edition("straight-to-wuzhen", 2024) is new
    rows = sa.select(sa.func.count()).select_from(Stage).where(Stage.edition_id == old.id)
    assert session.scalar(rows) == 4


def test_only_one_proposal_waits_even_by_a_race(session: Session) -> None:
    edition = make_edition()
    officer = make_officer(edition)
    with pytest.raises(IntegrityError), transaction() as inside:
        for number in (2, 3):
            inside.add(
                RulebookVersion(
                    edition_id=edition.id,
                    number=number,
                    canonical_json="{}",
                    sha256="0" * 64,
                    proposed_by_id=officer.id,
                    proposed_at=edition.created_at,
                )
            )


def test_codes_of_tracks_are_unique_in_an_edition(session: Session) -> None:
    edition = make_edition()
    first = edition.tracks[0]
    with pytest.raises(IntegrityError), transaction() as inside:
        inside.add(
            Track(
                edition_id=edition.id,
                version_id=first.version_id,
                direction_id=first.direction_id,
                code=first.code,
                position=9,
                name=first.name,
            )
        )


def test_rows_of_another_edition_are_left_alone(session: Session) -> None:
    other = make_edition("practice-cases-2024")
    before = [(stage.code, stage.version_id) for stage in other.stages]
    make_edition()
    session.expire_all()
    assert [(stage.code, stage.version_id) for stage in session.get_one(Edition, other.id).stages] == before
