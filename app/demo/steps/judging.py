"""Judges join panels, read, score, recuse themselves and vote; each stage is ranked, ties decided, the best advance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.demo.fake_data import FakeData
from app.demo.runner import Telling, act, act_on_all, spread
from app.demo.score_model import BALLOT_BAR, ScoreModel
from app.demo.steps.people import find
from app.entries.models import Candidacy
from app.judging.assignments import proposals
from app.judging.assignments.models import AssignmentProposal
from app.judging.assignments.plan import plan_stage
from app.judging.assignments.proposal_queries import find_open_proposal
from app.judging.ballots import closing
from app.judging.ballots import service as ballots_service
from app.judging.conflicts import recusals
from app.judging.models import Assignment, Ballot, BallotMark, ScoreSheet, StageEntry
from app.judging.panels import service as panels_service
from app.judging.panels.queries import committee_of
from app.judging.sheets import service as sheets_service
from app.judging.stages import service as stages_service
from app.judging.stages.queries import entries_in
from app.people.models import Person
from app.programmes.models import Edition, Stage, StageKind
from app.programmes.rulebook import StageRules
from app.results.rankings import advancing, queries
from app.results.rankings import service as rankings_service
from app.results.rankings.models import Ranking
from app.results.rankings.queries import rows_of
from app.results.ties import service as ties_service
from app.results.ties.queries import open_tie_groups

STEPS_BACK = 0.006
ABSENT = 0.05
TEAM = "曾在该团队任职。 / Former member of this team."

Panels = Mapping[str | None, Sequence[str]]  # track code (None: committee) to the judges' addresses


class Judging:
    """Plays the judged stages of one direction of one edition."""

    def __init__(
        self,
        fake_data: FakeData,
        score_model: ScoreModel,
        edition_id: int,
        *,
        direction: str,
        officer: str,
        passing: int | None = None,
    ) -> None:
        """`passing`: how many entries the ballot lets through, where the season says it."""
        self._fake_data, self._score_model, self._passing = fake_data, score_model, passing
        self._edition_id, self._direction, self._officer = edition_id, direction, officer

    def play_stage(
        self, telling: Telling, code: str, panels: Panels, *, start: datetime, end: datetime
    ) -> None:
        """From seating to the ranking; those above the line go on."""
        self.begin_stage(telling, code, panels, start=start, end=end)
        if self._stage(code).kind == StageKind.BALLOT:
            self._vote(telling, code, start=start, end=end)
        else:
            self.score(telling, code, start=start, end=end)
            act(end, lambda: stages_service.close_stage(stage=self._stage(code), by=self._by()))
        self._rank(telling, code, end)

    def begin_stage(
        self, telling: Telling, code: str, panels: Panels, *, start: datetime, end: datetime
    ) -> None:
        stage = self._stage(code)
        if self._is_first(stage):
            act(start, lambda: stages_service.admit_eligible(stage=self._stage(code), by=self._by()))
        for track, judges in panels.items():
            act(start, lambda track=track, judges=judges: self._fill_panel(code, track, judges))  # type: ignore[misc]
        if self._stage(code).kind == StageKind.BALLOT:
            closes = end + timedelta(hours=1)
            act(
                start,
                lambda: ballots_service.open_ballot(stage=self._stage(code), closes_at=closes, by=self._by()),
            )
            return
        with telling.step(f"{self._label(code)}: assignment", len(panels)) as tell:
            with clock.held_at(start):
                plan = plan_stage(self._stage(code))
            act(start, lambda: proposals.propose(stage=self._stage(code), plan=plan, by=self._by()))
            act(start, lambda: proposals.commit(proposal=self._open_proposal(code), by=self._by()))
            tell(len(panels))
        closes = end + timedelta(hours=1)
        act(
            start, lambda: stages_service.open_stage(stage=self._stage(code), closes_at=closes, by=self._by())
        )

    def _open_proposal(self, code: str) -> AssignmentProposal:
        proposal = find_open_proposal(self._stage(code))
        assert proposal is not None
        return proposal

    def score(
        self,
        telling: Telling,
        code: str,
        *,
        start: datetime,
        end: datetime,
        share: float = 1.0,
        leaving: Collection[str] = (),
    ) -> None:
        """Every judge reads and scores; a few step back, and whoever steps in scores too.

        `share` of the sheets are sent in, and none of the judges in `leaving`, who still have theirs to do.
        """
        last_hour = end - timedelta(hours=1)
        for attempt, begin, until in (
            ("sheets", start, last_hour),
            ("sheets of those who stepped in", last_hour, end),
        ):
            waiting = self._outstanding(code, leaving)
            chosen = [row for at, row in enumerate(waiting) if int((at + 1) * share) > int(at * share)]
            if chosen:
                instants = spread(begin, until, len(chosen))
                name = f"{self._label(code)}: {attempt}"
                items = list(zip(instants, chosen, strict=True))
                act_on_all(telling, name, items, verb=self._score, prepare=_read)
            if share < 1:
                return

    def _score(self, assignment_id: int) -> None:
        assignment = db.session.get_one(Assignment, assignment_id)
        stage_entry = assignment.stage_entry
        stage, judge = stage_entry.stage, assignment.judge
        number, name = str(stage_entry.candidacy.entry.number), judge.email
        chance = self._fake_data.chance(f"recusal/{stage.code}/{number}/{name}").random()
        if chance < STEPS_BACK and assignment.replaces_id is None:
            recusals.recuse(assignment=assignment, reason=TEAM, by=judge)
            return
        rules = stage.edition.rulebook.stage(stage.code, self._direction)
        scores = self._score_model.scores(
            number=number, judge=name, stage=stage.code, criteria=rules.rubric, live=rules.whole_panel
        )
        sheets_service.submit_sheet(assignment=assignment, scores=scores, comment="", version=0, by=judge)

    def _outstanding(self, code: str, leaving: Collection[str]) -> Sequence[int]:
        rows = (
            sa.select(Assignment.id)
            .join(Assignment.stage_entry)
            .join(Assignment.judge)
            .outerjoin(Assignment.sheet)
            .where(
                Person.email.not_in(leaving),
                StageEntry.stage_id == self._stage(code).id,
                Assignment.recused_at.is_(None),
                ScoreSheet.id.is_(None),
            )
            .order_by(Assignment.id)
        )
        found = list(db.session.scalars(rows))
        db.session.rollback()
        return found

    def _vote(self, telling: Telling, code: str, *, start: datetime, end: datetime) -> None:
        stage = self._stage(code)
        members = db.session.scalars(
            sa.select(Person.email).where(Person.id.in_(committee_of(stage))).order_by(Person.email)
        ).all()
        present = [m for m in members if self._fake_data.chance(f"absent/{code}/{m}").random() >= ABSENT]
        instants, bar = spread(start + timedelta(minutes=1), end, len(present)), self._bar(code, present)
        act_on_all(
            telling,
            f"{self._label(code)}: ballots",
            list(zip(instants, present, strict=True)),
            verb=lambda email: self._cast(code, email, bar),
            size=1,
        )
        act(end, lambda: closing.close_ballot(ballot=self._ballot(code), by=self._by()))

    def _bar(self, code: str, present: Sequence[str]) -> float:
        rule = self._rules(code).ballot
        if self._passing is None or rule is None:
            return BALLOT_BAR
        ballot = self._ballot(code)
        allowed = {email: ballots_service.votable(ballot, find(email)) for email in present}
        voters = {
            str(row.candidacy.entry.number): [email for email in present if row.id in allowed[email]]
            for row in entries_in(ballot.stage)
        }
        db.session.rollback()
        return self._score_model.bar_for(self._passing, voters, rule.majority)

    def _cast(self, code: str, email: str, bar: float) -> None:
        ballot, judge = self._ballot(code), find(email)
        allowed = ballots_service.votable(ballot, judge)
        marks = {
            row.id: BallotMark.YES
            if self._score_model.inclination(number=str(row.candidacy.entry.number), judge=email) > bar
            else BallotMark.NO
            for row in entries_in(ballot.stage)
            if row.id in allowed
        }
        ballots_service.cast(ballot=ballot, marks=marks, by=judge)

    def _rank(self, telling: Telling, code: str, at: datetime) -> None:
        with telling.step(f"{self._label(code)}: ranking", 1) as tell:
            act(at, lambda: rankings_service.rank_stage(stage=self._stage(code), by=self._by()))
            tell(1)
        act(at, lambda: self._decide_ties(code))
        if self._rules(code).advance is not None:
            act(at, lambda: advancing.advance(ranking=self._ranking(code), by=self._by()))

    def _decide_ties(self, code: str) -> None:
        ranking = self._ranking(code)
        tied = [row for row in rows_of(ranking) if row.tie_group in open_tie_groups(ranking)]
        for group in sorted({row.tie_group for row in tied if row.tie_group is not None}):
            rows = [row for row in tied if row.tie_group == group]
            rows.sort(key=lambda row: -self._score_model.quality(str(row.stage_entry.candidacy.entry.number)))
            ties_service.decide(
                ranking=ranking,
                tie_group=group,
                order=[row.stage_entry.public_id for row in rows],
                reason="评委组现场表决。 / Vote of the panel.",
                by=self._by(),
            )

    def _fill_panel(self, code: str, track: str | None, judges: Sequence[str]) -> None:
        stage = self._stage(code)
        row = next((t for t in stage.edition.tracks if t.code == track), None) if track else None
        panels_service.add_panel_member(stage=stage, track=row, judges=self._people(judges), by=self._by())

    def _people(self, emails: Sequence[str]) -> Sequence[Person]:
        chosen = sa.select(Person).where(Person.email.in_(emails)).options(selectinload(Person.grants))
        return db.session.scalars(chosen.order_by(Person.email)).all()

    def stage_id(self, code: str) -> int:
        return self._stage(code).id

    def _stage(self, code: str) -> Stage:
        edition = db.session.get_one(Edition, self._edition_id)
        return next(s for s in edition.stages if s.code == code and s.direction.code == self._direction)

    def _is_first(self, stage: Stage) -> bool:
        judged = [
            s for s in stage.edition.stages if s.direction_id == stage.direction_id and s.kind != "screening"
        ]
        return judged[0].code == stage.code

    def _rules(self, code: str) -> StageRules:
        return self._stage(code).edition.rulebook.stage(code, self._direction)

    def _ranking(self, code: str) -> Ranking:
        ranking = queries.latest_ranking(self._stage(code))
        assert ranking is not None
        return ranking

    def _ballot(self, code: str) -> Ballot:
        return db.session.scalars(sa.select(Ballot).where(Ballot.stage_id == self._stage(code).id)).one()

    def _by(self) -> Person:
        return find(self._officer)

    def _label(self, code: str) -> str:
        return f"{db.session.get_one(Edition, self._edition_id).programme.slug}: {self._direction} {code}"


READING = (
    joinedload(Assignment.stage_entry).options(
        joinedload(StageEntry.candidacy).options(joinedload(Candidacy.entry), joinedload(Candidacy.track)),
    ),
    joinedload(Assignment.judge).options(
        selectinload(Person.grants),
        selectinload(Person.representations),
        selectinload(Person.former_employments),
    ),
    joinedload(Assignment.sheet),
)


def _read(assignment_ids: Sequence[int]) -> None:
    """All that the acts on these will ask for, in three statements."""
    db.session.scalars(sa.select(Assignment).where(Assignment.id.in_(assignment_ids)).options(*READING)).all()


def pools(tracks: Sequence[str], judges: Sequence[str], *, each: int) -> dict[str | None, list[str]]:
    """Judges dealt out to tracks in turn, `each` to a track, so that nobody sits in two."""
    return {track: list(judges[n :: len(tracks)][:each]) for n, track in enumerate(tracks)}
