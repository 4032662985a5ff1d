"""Editions of today, one in each phase, so that every role finds work to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.clock import BEIJING
from app.core.db import db
from app.demo import vocabulary as words
from app.demo.runner import act
from app.demo.season import OFFICES, Season, judges, track_codes
from app.demo.steps.applying import Application, Applying
from app.demo.steps.awarding import Awarding
from app.demo.steps.judging import Judging, Panels, pools
from app.demo.steps.leaving import leave_a_hole
from app.demo.steps.nominating import Member, Nominating, NominationPlan
from app.demo.steps.people import Somebody, find, register_firm, register_person
from app.demo.steps.screening import Screening
from app.nominations.models import MemberCategory
from app.people.employments.service import add_employer
from app.people.models import Person
from app.people.roles.service import create_administrator
from app.programmes.editions import service as editions_service
from app.programmes.models import Edition, Programme
from app.programmes.proposals import service as proposals_service
from app.programmes.rulebook import RuleBook, canonical_json, from_canonical, load_rulebook, shipped_books

APPLICANT, MEMBER, JUDGE = Somebody("applicant", "CN"), Somebody("member", "CN"), Somebody("judge", "CN")
DAY = timedelta(days=1)
BENCH = [who.email for who in judges()]


class Phases:
    """Plays four editions up to today, each to a different point; `now` is when the demonstration is seeded."""

    def __init__(self, season: Season, now: datetime) -> None:
        self.season, self.telling = season, season.telling
        self.now = now
        self.today = datetime.combine(now.astimezone(BEIJING).date(), time(9), BEIJING)

    def play(self, password_hash: str) -> None:
        self._keep_administrators()
        self._welcome(password_hash)
        self._archive_earlier()
        self._under_notice()
        self._in_screening()
        self._in_judging()
        self._open_for_applications()
        self._before_second_people()

    def _keep_administrators(self) -> None:
        """Their term of the 2024 season ends after a year; it begins anew before the first edition of today."""
        for email in OFFICES.administrators:
            act(self.now - 180 * DAY, lambda email=email: create_administrator(person=find(email)))  # type: ignore[misc]

    def _welcome(self, password_hash: str) -> None:
        """The three roles that the season of 2024 does not name: registered once."""
        if db.session.scalar(sa.select(Person.id).where(Person.email == APPLICANT.email)) is not None:
            return
        at = self.now - 179 * DAY
        for who in (APPLICANT, MEMBER, JUDGE):
            act(at, lambda who=who: self._register(who, password_hash))  # type: ignore[misc]

    def _register(self, who: Somebody, password_hash: str) -> None:
        person = register_person(self.season.fake_data, who, password_hash=password_hash)
        firm = register_firm(self.season.fake_data, who, by=person)
        if who == JUDGE:
            add_employer(person=person, organisation=firm, by=person)

    def _archive_earlier(self) -> None:
        for edition_id in [edition.id for edition in self._of_today()]:
            act(
                self.now,
                lambda edition_id=edition_id: editions_service.archive(  # type: ignore[misc]
                    edition=db.session.get_one(Edition, edition_id), by=find(OFFICES.administrators[0])
                ),
            )

    def _under_notice(self) -> None:
        book = dated("leading-technology", closes=self.today - 60 * DAY, now=self.today, notice_days=5)
        edition_id = self.season.open(book, serving=BENCH[:40])
        self._apply(edition_id, book, "notice", count=45)
        tracks = track_codes(edition_id)
        judging = self._judging(edition_id, book.directions[0].code)
        begin = book.window.closes + 5 * DAY
        reviewers = pools(tracks, BENCH[:30], each=10)
        judging.play_stage(self.telling, "first-review", reviewers, start=begin, end=begin + 20 * DAY)
        ballot = begin + 30 * DAY
        committee: Panels = {None: BENCH[:24]}
        judging.play_stage(
            self.telling, "final-meeting", committee, start=ballot, end=ballot + timedelta(hours=6)
        )
        awarding = Awarding(edition_id, officer=OFFICES.officer, approver=OFFICES.approver)
        awarding.post_notice(awarding.approve(self.today - 2 * DAY), self.now - DAY)

    def _in_judging(self) -> None:
        book = dated("straight-to-wuzhen", closes=self.today - 15 * DAY, now=self.today)
        serving = [*BENCH[:36], JUDGE.email]
        edition_id = self.season.open(book, serving=serving)
        self._apply(edition_id, book, "judging", count=66, mine=True)
        begin, end = self.today - 5 * DAY, self.today + 2 * DAY
        tracks = track_codes(edition_id)
        panels: dict[str | None, list[str]] = pools(tracks, BENCH[:36], each=6)
        first, short, slow = tracks[:3]
        panels[first] = [*panels[first][:4], JUDGE.email]
        panels[short] = panels[short][:4]
        judging = self._judging(edition_id, book.directions[0].code)
        judging.begin_stage(self.telling, "preliminary", panels, start=begin, end=end)
        leave_a_hole(judging.stage_id("preliminary"), short, begin + DAY)
        late = {JUDGE.email, panels[slow][0]}
        judging.score(self.telling, "preliminary", start=begin + DAY, end=self.now, share=0.85, leaving=late)

    def _in_screening(self) -> None:
        book = dated("cross-border-ecommerce", closes=self.today - 3 * DAY, now=self.today)
        edition_id = self.season.open(book, serving=BENCH[:12])
        self._apply(edition_id, book, "screening", count=40, share=0.55)

    def _open_for_applications(self) -> None:
        book = dated("outstanding-contribution", closes=self.today + 21 * DAY, now=self.today)
        edition_id = self.season.open(book, serving=BENCH[:20])
        nominating = Nominating(self.season.fake_data, edition_id, officer=OFFICES.officer)
        member = Member(MEMBER, MemberCategory.SENIOR)
        begin = book.window.opens + DAY
        act(begin, lambda: nominating.enrol_one(member))
        nominees = [Somebody(f"{self._label('open')}-firm-{n}", "CN") for n in range(1, 4)]
        proposals = [NominationPlan(member, who) for who in [*nominees, APPLICANT]]
        nominating.play(self.telling, proposals, start=begin + DAY, end=begin + 3 * DAY)
        tracks = [track.code for track in book.direction("enterprises").tracks]
        applications = [Application(who, (tracks[n % 3],)) for n, who in enumerate(nominees)]
        applying = Applying(self.season.fake_data, edition_id, "enterprises", documents=1)
        applying.play(self.telling, applications, start=begin + 4 * DAY, end=self.now - timedelta(hours=2))
        mine = Application(APPLICANT, (tracks[0], tracks[1]))
        act(self.now - timedelta(hours=1), lambda: applying.draft(mine))

    def _before_second_people(self) -> None:
        """An edition that waits for the other administrator, and a change of rules that waits for the approver."""
        book = dated("practice-cases", closes=self.today + 150 * DAY, now=self.today)
        act(
            self.now - DAY,
            lambda: proposals_service.propose_edition(
                book=book, demonstration=True, by=find(OFFICES.administrators[1])
            ),
        )
        act(self.now - timedelta(minutes=30), self._propose_notice)

    def _propose_notice(self) -> None:
        edition = next(e for e in self._of_today() if e.programme.slug == "outstanding-contribution")
        noticed = with_notice(edition.rulebook, working_days=5)
        proposals_service.propose_amendment(
            edition=edition, book=noticed, reason=words.WHY_NOTICE, by=find(OFFICES.officer)
        )

    def _of_today(self) -> Sequence[Edition]:
        standing = sa.and_(Edition.demonstration, Edition.year != 2024, Edition.archived_at.is_(None))
        return db.session.scalars(sa.select(Edition).where(standing)).all()

    def _apply(
        self, edition_id: int, book: RuleBook, phase: str, *, count: int, mine: bool = False, share: float = 1
    ) -> None:
        direction = book.directions[0]
        codes = [track.code for track in direction.tracks]
        whos = [
            Somebody(f"{self._label(phase)}-{n:03d}", words.REGIONS[(n * n) % 9]) for n in range(1, count + 1)
        ]
        if mine:
            whos[0] = APPLICANT
        applications = [Application(who, (codes[n % len(codes)],)) for n, who in enumerate(whos)]
        applying = Applying(self.season.fake_data, edition_id, direction.code, documents=1)
        closes = book.window.closes
        applying.play(self.telling, applications, start=closes - 10 * DAY, end=closes)
        screening = Screening(self.season.fake_data, edition_id, OFFICES.officer)
        screening.play(
            self.telling, book.window.closes + timedelta(hours=1), book.window.closes + 2 * DAY, share=share
        )

    def _label(self, phase: str) -> str:
        """New names with every renewal, so that nobody stands in two."""
        return f"{self.today:%y%m%d}-{phase}"

    def _judging(self, edition_id: int, direction: str) -> Judging:
        season = self.season
        return Judging(
            season.fake_data, season.score_model, edition_id, direction=direction, officer=OFFICES.officer
        )


def dated(slug: str, *, closes: datetime, now: datetime, notice_days: int = 0) -> RuleBook:
    """The rule-book of 2024, moved so that applications close at the end of the day of `closes`."""
    book = load_rulebook(shipped_books()[f"{slug}-2024"])
    shift = timedelta(days=(closes - book.window.closes).days)
    raw = _moved(json.loads(canonical_json(book)), shift)
    year = _free_year(slug, now.year)
    raw |= {
        "year": year,
        "number_prefix": book.number_prefix.replace("2024", str(year)),
        "demonstration": True,
    }
    moved = from_canonical(json.dumps(raw))
    return with_notice(moved, working_days=notice_days) if notice_days else moved


def with_notice(book: RuleBook, *, working_days: int) -> RuleBook:
    notice = {"of": "winners", "working_days": working_days}
    return from_canonical(json.dumps(json.loads(canonical_json(book)) | {"notice": notice}))


def _free_year(slug: str, year: int) -> int:
    """The year of today; the edition of 2024 keeps its own."""
    taken = (
        sa.select(Edition.id)
        .join(Edition.programme)
        .where(Programme.slug == slug, Edition.year == year, Edition.archived_at.is_(None))
    )
    return year + 1 if db.session.scalar(taken) is not None else year


def _moved(part: Any, shift: timedelta) -> Any:
    if isinstance(part, list):
        return [_moved(item, shift) for item in part]
    if not isinstance(part, dict):
        return part
    moved = {"opens": _later, "closes": _later, "latest": _later_day}
    return {
        key: moved[key](value, shift) if key in moved and isinstance(value, str) else _moved(value, shift)
        for key, value in part.items()
    }


def _later(instant: str, shift: timedelta) -> str:
    moved = datetime.fromisoformat(instant).astimezone(UTC) + shift
    return moved.isoformat().replace("+00:00", "Z")


def _later_day(day: str, shift: timedelta) -> str:
    return (date.fromisoformat(day) + shift).isoformat()
