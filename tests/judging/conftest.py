"""Rounds that tests of judging begin from: one to be set up, one under way, one judged blind, a ballot, a final."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import db, transaction
from app.core.draft_merging import Opened
from app.core.verdict import Verdict
from app.entries.models import Candidacy, ConflictOfInterest, ConflictSource, Entry
from app.judging.assignments.by_hand import assign_by_hand
from app.judging.assignments.plan import plan_stage
from app.judging.assignments.shortages import described
from app.judging.ballots import service as ballots_service
from app.judging.conflicts import recusals
from app.judging.models import Assignment, Ballot, BallotMark, ScoreSheet, StageEntry
from app.judging.panels import service as panels_service
from app.judging.sheets import service as sheets_service
from app.judging.stages import service as stages_service
from app.judging.stages.queries import entries_in
from app.people.models import Person, Role
from tests.client import Client
from tests.databases import Databases, app_on
from tests.factories import keep, make_grant, make_person
from tests.isolation import prepared
from tests.results.conftest import OPEN, Change, Contest, make_contest, recall, with_small_rounds
from tests.time import Clock

ROUND, FINAL, BALLOT = "preliminary", "final", "final"
SignIn = Callable[[Person], Client]
GOOD = {"innovation": 8000, "technology": 7000}
TYPED = {"c_innovation": "80", "c_technology": "70"}


def with_dossier(book: dict[str, Any]) -> None:
    """Small rounds, and fields that a judge must not see: never, or not in a blind stage."""
    fields = {item["code"]: item for item in book["directions"][0]["form"]}
    with_small_rounds(book)
    free = {"required": False, "required_unless_overseas": False}
    wanted = ("organisation_en", "summary_en", "team", "plan", "contact_name")
    licence = {**fields["plan"], **free, "code": "licence", "office_only": True}
    book["directions"][0]["form"] += [*({**fields[code], **free} for code in wanted), licence]


def with_blind_round(book: dict[str, Any]) -> None:
    with_dossier(book)
    book["directions"][0]["stages"][1]["blind"] = True
    for item in book["directions"][0]["form"]:
        item["hidden_when_blind"] |= item["kind"] == "file"


def with_ballot(book: dict[str, Any]) -> None:
    """The final is a secret ballot: quorum two thirds, passed at two thirds."""
    with_small_rounds(book)
    direction = book["directions"][0]
    final = {key: direction["stages"][2][key] for key in ("code", "name", "window")}
    direction["stages"][2] = final | {
        "kind": "ballot",
        "committee": {"name": {"zh": "委员会", "en": "Committee"}, "size": 3},
        "ballot": {"quorum": [2, 3], "majority": [2, 3], "order_then": ROUND},
    }
    direction["tie_breaks"] = [{"kind": "panel_decision"}]
    for tier in direction["prizes"]:
        tier["minimum_score"] = tier["minimum_stage"] = None


YEARS: Mapping[int, Change] = {
    2023: with_small_rounds,
    2024: with_dossier,
    2025: with_blind_round,
    2026: with_ballot,
}


def open_ballot(contest: Contest) -> None:
    """Everything found eligible is put to the vote of the three judges; it closes in a day."""
    stage = contest.stage(BALLOT)
    with transaction():
        candidacies = db.session.scalars(contest.candidacies()).all()
        stages_service.enter(stage=stage, candidacies=candidacies, by=contest.officer)
        panels_service.add_panel_member(stage=stage, track=None, judges=contest.judges, by=contest.officer)
    with transaction():
        ballots_service.open_ballot(
            stage=stage, closes_at=contest.clock.now + timedelta(days=1), by=contest.officer
        )


@pytest.fixture(scope="session")
def judged(databases: Databases, kind: str) -> Iterator[Flask]:
    """An application whose database holds all rounds, played once."""
    with app_on(databases.copy(kind), databases.folder / f"judging-{kind}") as app:
        with Clock.standing_at(OPEN) as clock, prepared(app, keep=True):
            for year, change in YEARS.items():
                contest = make_contest(clock, year, change)
                contest.apply()
                if year in (2024, 2025):
                    contest.open(ROUND)
                elif year == 2026:
                    open_ballot(contest)
        yield app


@pytest.fixture
def app(judged: Flask) -> Flask:
    return judged


@pytest.fixture
def fresh(session: Session, clock: Clock) -> Contest:
    """Ten eligible candidacies, three judges, and nothing set up yet."""
    return recall(clock, 2023)


@pytest.fixture
def contest(session: Session, clock: Clock) -> Contest:
    """The first round is open: each entry has two of the three judges, and nobody has written anything."""
    return recall(clock, 2024)


@pytest.fixture
def blind(session: Session, clock: Clock) -> Contest:
    """The same, judged blind."""
    return recall(clock, 2025)


@pytest.fixture
def voting(session: Session, clock: Clock) -> Contest:
    """A secret ballot of three members on ten candidacies is open."""
    return recall(clock, 2026)


def first_of(contest: Contest, judge: Person | None = None) -> Assignment:
    """A judge's first assignment of the round, by number."""
    return own(contest, judge or contest.judges[0])[0]


def own(contest: Contest, judge: Person) -> list[Assignment]:
    found = [a for a in contest.assignments(ROUND) if a.judge_id == judge.id]
    return sorted(found, key=lambda a: str(a.stage_entry.candidacy.entry.number))


def short_of(contest: Contest, *, to: Person | None = None) -> list[Verdict]:
    """Why panels of the round can be given nothing, as the officer or another reader is told."""
    stage = contest.stage(ROUND)
    return described(plan_stage(stage).short, stage, to=to or contest.officer, language="en")


def judges_on(row: StageEntry) -> set[int]:
    """Who reads a candidacy and has not stepped back."""
    standing = sa.select(Assignment.judge_id).where(
        Assignment.stage_entry_id == row.id, Assignment.recused_at.is_(None)
    )
    return set(db.session.scalars(standing))


def save(assignment: Assignment, *, version: int = 0, **more: Any) -> ScoreSheet:
    fields: dict[str, Any] = {"scores": GOOD, "comment": "Good.", "by": assignment.judge, **more}
    with transaction():
        return sheets_service.save_sheet(assignment=assignment, opened=Opened(version), **fields).sheet


def send(assignment: Assignment, *, version: int = 0, **more: Any) -> ScoreSheet:
    fields: dict[str, Any] = {"scores": GOOD, "comment": "Good.", "by": assignment.judge, **more}
    with transaction():
        return sheets_service.submit_sheet(assignment=assignment, version=version, **fields)


def recuse(assignment: Assignment, reason: str = "A former team.") -> Assignment | None:
    with transaction():
        return recusals.recuse(assignment=assignment, reason=reason, by=assignment.judge)


def add_judge(contest: Contest, code: str = ROUND, **person: Any) -> Person:
    """One more judge of the edition, seated in every track."""
    judge = make_person(**person)
    make_grant(judge, Role.JUDGE, contest.edition)
    db.session.expire_all()
    with transaction():
        for track in contest.edition.tracks:
            panels_service.add_panel_member(
                stage=contest.stage(code), track=track, judges=[judge], by=contest.officer
            )
    return judge


def declare(person: Person, entry: Entry) -> ConflictOfInterest:
    """This person has said that they keep away from this entry."""
    declared = ConflictSource.DECLARED
    return keep(
        ConflictOfInterest(
            person_id=person.id, entry_id=entry.id, source=declared, reason="x", since=entry.saved_at
        )
    )


def employ(person: Person, entry: Entry) -> None:
    """The person has come to work for the applicant."""
    person.employer_id = entry.organisation_id
    keep(person)


def ballot_of(contest: Contest) -> Ballot:
    return db.session.scalars(sa.select(Ballot).where(Ballot.stage_id == contest.stage(BALLOT).id)).one()


def vote(contest: Contest, judge: Person, mark: BallotMark = BallotMark.YES) -> None:
    """The same mark for everything that the member may vote on."""
    with transaction():
        ballot = ballot_of(contest)
        marks = dict.fromkeys(ballots_service.votable(ballot, judge), mark)
        ballots_service.cast(ballot=ballot, marks=marks, by=judge)


def enter_in_other_track(entry: Entry) -> Candidacy:
    """Beside its own: the same entry in the contest's other track."""
    (held,) = entry.candidacies
    other = next(track for track in entry.edition.tracks if track.id != held.track_id)
    return keep(
        Candidacy(
            entry_id=entry.id,
            track_id=other.id,
            slot=2,
            eligibility=held.eligibility,
            screened_at=held.screened_at,
            screened_by_id=held.screened_by_id,
        )
    )


def in_both_tracks(contest: Contest) -> tuple[Assignment, Assignment]:
    """One judge's assignments to both candidacies of one entry."""
    first = first_of(contest)
    candidacy = enter_in_other_track(first.stage_entry.candidacy.entry)
    with transaction():
        stages_service.enter(stage=contest.stage(ROUND), candidacies=[candidacy], by=contest.officer)
    row = next(r for r in entries_in(contest.stage(ROUND)) if r.candidacy_id == candidacy.id)
    other = next(judge for judge in contest.judges if judge != first.judge)
    for judge in (first.judge, other):
        with transaction():
            assign_by_hand(stage_entry=row, judge=judge, by=contest.officer)
    return first, next(
        a for a in contest.assignments(ROUND) if a.stage_entry == row and a.judge == first.judge
    )
