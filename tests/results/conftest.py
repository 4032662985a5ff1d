"""A small contest that a test can take as far as it likes: two tracks, five entries each, two rounds, three prizes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import db, transaction
from app.entries.applications import drafts
from app.entries.applications import service as applications_service
from app.entries.models import Candidacy, Eligibility, Entry
from app.entries.screening import service as screening_service
from app.judging.assignments import proposals
from app.judging.assignments.models import AssignmentProposal
from app.judging.assignments.plan import plan_stage
from app.judging.models import Assignment, StageEntry
from app.judging.panels import service as panels_service
from app.judging.sheets import service as sheets_service
from app.judging.stages import service as stages_service
from app.people.models import Organisation, Person, Role, RoleGrant
from app.programmes.corrections.models import Correction
from app.programmes.corrections.service import agree_correction, ask_correction
from app.programmes.models import Edition, RulebookVersion, Stage
from app.programmes.proposals import service as proposals_service
from app.programmes.rulebook import RuleBook, canonical_json, sha256_of
from app.results.approvals import service as approvals_service
from app.results.models import PrizeList, Publication
from app.results.prizes import service as prizes_service
from app.results.publications import service as publications_service
from app.results.rankings import advancing, queries
from app.results.rankings import service as rankings_service
from app.results.rankings.models import Ranking
from app.results.ties import service as ties_service
from tests.databases import Databases, app_on
from tests.factories import (
    consents_to,
    make_approver,
    make_auditor,
    make_edition,
    make_grant,
    make_officer,
    make_organisation,
    make_person,
)
from tests.isolation import prepared
from tests.time import Clock

OPEN = datetime(2024, 8, 1, 4, 0, tzinfo=UTC)
JUDGED = datetime(2024, 9, 2, 4, 0, tzinfo=UTC)
TRACKS = ("connected-vehicles", "digital-medicine")
FIRST_ROUND = {TRACKS[0]: (90, 80, 70, 70, 60), TRACKS[1]: (95, 85, 75, 65, 55)}
"""Points of each entry by its order in the track: in the first track a tie stands across the line after place 3."""
FINAL = {TRACKS[0]: (92, 85, 70, 70, 0), TRACKS[1]: (90, 90, 88, 0, 0)}
"""In the first track the third stays below the minimum; in the second the chain breaks a tie for the highest prize."""
REGIONS = ("CN", "HK", "DE", "TW", "MO")


def with_small_rounds(book: dict[str, Any]) -> None:
    """Two tracks; two criteria; the best three of a track go on to a final that fills three tiers of one place."""
    direction = book["directions"][0]
    book["examples"] = []
    direction["tracks"] = direction["tracks"][:2]
    direction["form"] = [item for item in direction["form"] if item["code"] in ("title_zh", "title_en")]
    direction["checklists"] = []
    screening, first, _semi, final = direction["stages"]
    direction["stages"] = [screening, first, final]
    for stage in (first, final):
        stage["rubric"] = stage["rubric"][:2]
        stage["rubric"][0]["weight"], stage["rubric"][1]["weight"] = "60", "40"
    first |= {"reads": 2, "advance": {"per": "track", "places": 3}}
    final |= {"panel_size": 3, "averaging": {**final["averaging"], "minimum_scores": 3}}
    direction["prizes"] = direction["prizes"][:3]
    for tier in direction["prizes"]:
        tier["places"] = 1
    direction["tie_breaks"][2]["stage"] = "preliminary"


def with_notice(book: dict[str, Any]) -> None:
    with_small_rounds(book)
    book["notice"] = {"of": "winners", "working_days": 5}


@dataclass
class Contest:
    """The edition and its people. Every verb here is the verb of a service, in a transaction of its own."""

    clock: Clock
    edition: Edition
    officer: Person
    approver: Person
    auditor: Person
    judges: list[Person]
    firms: list[Organisation] = field(default_factory=list)

    def apply(self) -> None:
        """Ten entries, five to a track, found eligible after the close."""
        self.clock.set(OPEN)
        for track in TRACKS:
            for place, region in enumerate(REGIONS, start=1):
                self._apply(track, place, region)
        self.clock.set(JUDGED)
        with transaction():
            for candidacy in db.session.scalars(self.candidacies()):
                screening_service.screen(
                    candidacy=candidacy, eligibility=Eligibility.ELIGIBLE, checks={}, by=self.officer
                )

    def candidacies(self) -> sa.Select[tuple[Candidacy]]:
        own = sa.select(Candidacy).join(Candidacy.entry).where(Entry.edition_id == self.edition.id)
        return own.order_by(Candidacy.id)

    def _apply(self, track: str, place: int, region: str) -> None:
        short = track.partition("-")[0]
        firm = make_organisation(
            name_en=f"{short} firm {place}",
            name_zh=f"机构{short}{place}",
            country_region=region,
            namesake=self.edition.year,
        )
        person = make_person(acts_for=firm)
        self.firms.append(firm)
        with transaction():
            entry = applications_service.start(
                edition=self.edition,
                direction=self.edition.directions[0],
                organisation=firm,
                country_region=region,
                consents=consents_to(self.edition),
                by=person,
            )
            answers = {"title_zh": f"项目{place}", "title_en": f"{short} project {place}"}
            drafts.save_draft(entry=entry, answers=answers, tracks=[track], version=entry.version, by=person)
            applications_service.submit(entry=entry, version=entry.version, by=person)

    def judge(self, code: str, points: Mapping[str, Sequence[int]]) -> None:
        """Seat the judges, let all of them give the same points, and close the stage."""
        self.open(code)
        with transaction():
            for assignment in self.assignments(code):
                self._score(assignment, points)
        with transaction():
            stages_service.close_stage(stage=self.stage(code), by=self.officer)

    def seat(self, code: str) -> None:
        """Fill the stage, where it is the first, and give every judge a seat in each track."""
        with transaction():
            self._prepare(code)

    def assign(self, code: str) -> None:
        """Work a plan out and commit it."""
        self.commit(self.plan(code))

    def commit(self, proposal: AssignmentProposal) -> None:
        with transaction():
            proposals.commit(proposal=proposal, by=self.officer)

    def plan(self, code: str) -> AssignmentProposal:
        with transaction():
            stage = self.stage(code)
            return proposals.propose(stage=stage, plan=plan_stage(stage), by=self.officer)

    def open(self, code: str) -> None:
        """From the seats to the first sheet that can be written; it closes in five days."""
        self.seat(code)
        self.assign(code)
        with transaction():
            closes = self.clock.now + timedelta(days=5)
            stages_service.open_stage(stage=self.stage(code), closes_at=closes, by=self.officer)

    def _prepare(self, code: str) -> None:
        stage = self.stage(code)
        if stage.position == 1:
            stages_service.admit_eligible(stage=stage, by=self.officer)
        for track in self.edition.tracks:
            panels_service.add_panel_member(stage=stage, track=track, judges=self.judges, by=self.officer)

    def assignments(self, code: str) -> Sequence[Assignment]:
        of_stage = (
            sa.select(Assignment)
            .join(Assignment.stage_entry)
            .where(StageEntry.stage_id == self.stage(code).id)
        )
        return db.session.scalars(of_stage.order_by(Assignment.id)).all()

    def _score(self, assignment: Assignment, points: Mapping[str, Sequence[int]]) -> None:
        candidacy = assignment.stage_entry.candidacy
        place = int(candidacy.entry.title_en.rpartition(" ")[2])
        score = 100 * points[candidacy.track.code][place - 1]
        scores = {
            criterion.code: score for criterion in self.stage(assignment.stage_entry.stage.code).criteria
        }
        sheets_service.submit_sheet(
            assignment=assignment, scores=scores, comment="", version=0, by=assignment.judge
        )

    def rank(self, code: str) -> Ranking:
        with transaction():
            return rankings_service.rank_stage(stage=self.stage(code), by=self.officer)

    def decide(self, ranking: Ranking, group: int = 1) -> None:
        """The panel puts the tied in the order of their numbers."""
        with transaction():
            ties_service.decide(
                ranking=ranking,
                tie_group=group,
                order=self.tied(ranking, group),
                reason="By vote.",
                by=self.officer,
            )

    def tied(self, ranking: Ranking, group: int = 1) -> list[str]:
        rows = [row for row in ranking.rows if row.tie_group == group]
        rows.sort(key=lambda row: str(row.stage_entry.candidacy.entry.number))
        return [row.stage_entry.public_id for row in rows]

    def advance(self, ranking: Ranking) -> list[StageEntry]:
        with transaction():
            return advancing.advance(ranking=ranking, by=self.officer)

    def to_final(self) -> Ranking:
        """Through the first round and the final, to the ranking that fills the prizes."""
        self.judge("preliminary", FIRST_ROUND)
        first = self.rank("preliminary")
        self.decide(first)
        self.advance(first)
        self.judge("final", FINAL)
        return self.rank("final")

    def draw_up(self) -> PrizeList:
        with transaction():
            drawn_up = prizes_service.draw_up(edition=self.edition, by=self.officer)
        assert drawn_up is not None
        return drawn_up

    def approved(self) -> PrizeList:
        prize_list = self.draw_up()
        with transaction():
            approvals_service.propose(prize_list=prize_list, by=self.officer)
        with transaction():
            approvals_service.approve(prize_list=prize_list, by=self.approver)
        return prize_list

    def published(self) -> Publication:
        prize_list = self.approved()
        with transaction():
            return publications_service.publish(prize_list=prize_list, by=self.officer)

    def edition_list(self) -> PrizeList:
        """The latest list."""
        latest = (
            sa.select(PrizeList)
            .where(PrizeList.edition_id == self.edition.id)
            .order_by(PrizeList.number.desc())
        )
        return db.session.scalars(latest.limit(1)).one()

    def correct(self) -> Correction:
        """A correction of two people, under way."""
        note = {"zh": "一项得分有误。", "en": "A score was wrong."}
        with transaction():
            correction = ask_correction(
                edition=self.edition, reason="A slip of the pen.", note=note, by=self.officer
            )
        with transaction():
            agree_correction(correction=correction, by=self.approver)
        return correction

    def amend(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Other rules, of two people. `change` is made to the canonical text of those in force."""
        raw = json.loads(canonical_json(self.edition.rulebook))
        change(raw)
        book = RuleBook.model_validate(raw)
        with transaction():
            version = proposals_service.propose_amendment(
                edition=self.edition, book=book, reason="Clearer.", by=self.officer
            )
        with transaction():
            proposals_service.agree(version=version, by=self.approver)

    def stage(self, code: str) -> Stage:
        return next(stage for stage in self.edition.stages if stage.code == code)

    def ranking(self, code: str = "final") -> Ranking:
        ranking = queries.latest_ranking(self.stage(code))
        assert ranking is not None
        return ranking

    def entry(self, title: str) -> Entry:
        own = sa.select(Entry).where(Entry.title_en == title, Entry.edition_id == self.edition.id)
        return db.session.scalars(own).one()


Change = Callable[[dict[str, Any]], None]


def under(contest: Contest, **keys: Any) -> None:
    """Put the contest under a rule-book that says so, and rank again what entries have not gone on from."""
    raw = json.loads(canonical_json(contest.edition.rulebook)) | keys
    book, now = RuleBook.model_validate(raw), contest.clock.now
    with transaction():
        version = RulebookVersion(
            edition=contest.edition,
            number=2,
            canonical_json=canonical_json(book),
            sha256=sha256_of(book),
            reason="For a test.",
            proposed_by=contest.officer,
            proposed_at=now,
            agreed_by=contest.approver,
            agreed_at=now,
        )
        db.session.add(version)
        db.session.flush()
        contest.edition.current_version = version
    for stage in contest.edition.stages:
        if (ranking := queries.latest_ranking(stage)) and ranking.advanced_at is None:
            contest.rank(stage.code)


def make_contest(clock: Clock, year: int, change: Change) -> Contest:
    """An edition of that year; windows are those of 2024 all the same."""

    def of_year(book: dict[str, Any]) -> None:
        change(book)
        book["year"], book["number_prefix"] = year, f"STW-{year}"

    clock.set(OPEN)
    edition = make_edition("straight-to-wuzhen-2024", change=of_year)
    judges = [make_person() for _ in range(3)]
    for judge in judges:
        make_grant(judge, Role.JUDGE, edition)
    people = make_officer(edition), make_approver(edition), make_auditor(edition)
    db.session.expire_all()
    return Contest(clock, edition, *people, judges)


def play_all(clock: Clock) -> None:
    """Three contests: one whose first round is closed, one with its final ranked, one of the latter with a notice."""
    for year, change in ((2023, with_small_rounds), (2024, with_small_rounds), (2025, with_notice)):
        contest = make_contest(clock, year, change)
        contest.apply()
        if year == 2023:
            contest.judge("preliminary", FIRST_ROUND)
        else:
            contest.to_final()


@pytest.fixture(scope="session")
def played(databases: Databases, kind: str) -> Iterator[Flask]:
    """An application whose database holds all contests; played once, since every step is a transaction of its own."""
    with app_on(databases.copy(kind), databases.folder / f"results-{kind}") as app:
        with Clock.standing_at(OPEN) as clock, prepared(app, keep=True):
            play_all(clock)
        yield app


@pytest.fixture
def app(played: Flask) -> Flask:
    return played


@pytest.fixture
def contest(session: Session, clock: Clock) -> Contest:
    """The contest with its final ranked, at the end of it; nothing drawn up."""
    return recall(clock, 2024)


@pytest.fixture
def first_round(session: Session, clock: Clock) -> Contest:
    """A contest whose first round is closed and not ranked."""
    return recall(clock, 2023)


@pytest.fixture
def with_notice_period(session: Session, clock: Clock) -> Contest:
    """The contest with its final ranked, whose rule-book wants winners under public notice for five working days."""
    return recall(clock, 2025)


def recall(clock: Clock, year: int) -> Contest:
    clock.set(JUDGED)
    edition = db.session.scalars(sa.select(Edition).where(Edition.year == year)).one()
    people = {
        role: _holders(edition, role) for role in (Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.JUDGE)
    }
    (officer,), (approver,), (auditor,) = people[Role.OFFICER], people[Role.APPROVER], people[Role.AUDITOR]
    firms = sa.select(Organisation).join(Entry, Entry.organisation_id == Organisation.id)
    own = db.session.scalars(firms.where(Entry.edition_id == edition.id).order_by(Entry.number))
    return Contest(clock, edition, officer, approver, auditor, people[Role.JUDGE], list(own))


def _holders(edition: Edition, role: Role) -> list[Person]:
    held = (
        sa.select(Person)
        .join(Person.grants)
        .where(RoleGrant.edition_id == edition.id, RoleGrant.role == role)
    )
    return list(db.session.scalars(held.order_by(Person.id)))
