"""A member firm that applies in the 2024 Outstanding Contribution Award, on the day before it closes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.entries.applications import drafts
from app.entries.applications import service as applications_service
from app.entries.attachments import service as attachments_service
from app.entries.models import Attachment, Candidacy, Eligibility, Entry, ScreeningDecision, Submission
from app.entries.screening import service as screening_service
from app.nominations.memberships import service as memberships_service
from app.people.models import Organisation, Person
from app.programmes.models import Direction, Edition
from tests.client import Client
from tests.databases import KEPT, Databases
from tests.factories import book_of, consents_to, make_edition, make_officer, make_organisation, make_person
from tests.time import Clock

PLACE = "/programmes/outstanding-contribution/2024"
BOOK = "outstanding-contribution-2024"
OPEN = datetime(2024, 10, 9, 4, 0, tzinfo=UTC)
LAST = timedelta(seconds=1)
SOCIAL, BREAKTHROUGH, GROWTH = "social-contribution", "innovation-breakthrough", "growth-potential"
SignIn = Callable[[Person], Client]
Altered = Callable[[dict[str, Any]], None]

ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "title_zh": "面向边远学校的教学助手",
        "title_en": "A teaching assistant",
        "organisation_zh": "测试单位",
        "organisation_en": "Test Firm",
        "region": "CN",
        "founded_on": "2015-05-01",
        "employees": "40",
        "research_share": "12.5",
        "summary_zh": "简介。",
        "summary_en": "A summary.",
        "contribution_zh": "贡献。",
        "contribution_en": "A contribution.",
        "has_honours": "no",
        "contact_name": "李小明",
        "contact_phone": "+86 10 5550 0100",
    }
)
"""Everything that the form asks of a firm from China, as the service takes it."""


def with_every_kind(book: dict[str, Any]) -> None:
    """The form of enterprises asks for people and for a choice too, as that of the contest does; and no limit."""
    contest = book_of("straight-to-wuzhen-2024").model_dump(mode="json")["directions"][0]["form"]
    more = [{**item, "required": False} for item in contest if item["code"] in ("team", "phase")]
    enterprises = next(d for d in book["directions"] if d["code"] == "enterprises")
    enterprises["form"] += more
    enterprises["max_entries"] = None


def with_two_entries(book: dict[str, Any]) -> None:
    """An enterprise can send two entries in."""
    with_every_kind(book)
    next(d for d in book["directions"] if d["code"] == "enterprises")["max_entries"] = 2


@dataclass
class Scene:
    """The edition, a firm that is a member, who acts for it, and an officer. Its verbs are those of the service."""

    edition: Edition
    firm: Organisation
    applicant: Person
    officer: Person

    @property
    def firms(self) -> Direction:
        return self._direction("enterprises")

    @property
    def individuals(self) -> Direction:
        return self._direction("individuals")

    def _direction(self, code: str) -> Direction:
        return next(direction for direction in self.edition.directions if direction.code == code)

    def start(self, **more: Any) -> Entry:
        fields: dict[str, Any] = {
            "edition": self.edition,
            "direction": self.firms,
            "organisation": self.firm,
            "country_region": "CN",
            "consents": consents_to(self.edition),
            "by": self.applicant,
        }
        with transaction():
            return applications_service.start(**{**fields, **more})

    def start_in_person(self, **more: Any) -> Entry:
        own = {"direction": self.individuals, "organisation": None, "person": self.applicant}
        return self.start(**{**own, **more})

    def save(self, entry: Entry, tracks: Sequence[str] = (GROWTH,), **more: Any) -> Entry:
        """What stands in `more` is either a keyword of the verb or the answer to a field."""
        verb = {"version": entry.version, "by": self.applicant}
        verb |= {name: more.pop(name) for name in list(more) if name in verb}
        with transaction():
            return drafts.save_draft(entry=entry, answers={**ANSWERS, **more}, tracks=tracks, **verb)

    def send(self, entry: Entry, **more: Any) -> Submission:
        with transaction():
            return applications_service.submit(
                **{"entry": entry, "version": entry.version, "by": self.applicant, **more}
            )

    def sent(self, tracks: Sequence[str] = (GROWTH,), **answers: Any) -> Entry:
        """An entry that was sent in."""
        entry = self.save(self.start(), tracks, **answers)
        self.send(entry)
        return entry

    def sent_by_another(self, title: str = "Another's title") -> Entry:
        """An entry of another member firm."""
        firm, person = make_member_firm(self.edition, self.officer)
        entry = self.start(organisation=firm, by=person)
        self.send(self.save(entry, by=person, title_en=title), by=person)
        return entry

    def withdraw(self, entry: Entry, **more: Any) -> Entry:
        with transaction():
            return applications_service.withdraw(**{"entry": entry, "by": self.applicant, **more})

    def attach(self, entry: Entry, field: str = "evidence", **more: Any) -> Attachment:
        content = more.pop("content", PDF)
        stored, kind = attachments_service.store(entry=entry, field=field, file=io.BytesIO(content))
        fields = {"name": "evidence.pdf", "stored": stored, "kind": kind, "by": self.applicant, **more}
        with transaction():
            return attachments_service.attach(entry=entry, field=field, **fields)

    def detach(self, attachment: Attachment, **more: Any) -> None:
        with transaction():
            attachments_service.detach(**{"attachment": attachment, "by": self.applicant, **more})

    def screen(self, candidacy: Candidacy, eligibility: str = "eligible", **more: Any) -> ScreeningDecision:
        fields: dict[str, Any] = {"checks": all_met(candidacy), "by": self.officer}
        with transaction():
            return screening_service.screen(
                candidacy=candidacy, eligibility=Eligibility(eligibility), **{**fields, **more}
            )

    def send_back(self, candidacy: Candidacy, *, until: datetime) -> ScreeningDecision:
        return self.screen(candidacy, "returned", reason="The licence has expired.", answer_by=until)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def all_met(candidacy: Candidacy) -> dict[str, bool]:
    """Every condition of the track's checklists, as met."""
    direction = drafts.rules_of(candidacy.entry)
    lists = direction.checklists_for(candidacy.track.code)
    return {condition.code: True for one in lists for condition in (*one.basic, *one.others)}


def make_member_firm(edition: Edition, officer: Person) -> tuple[Organisation, Person]:
    """A firm that needs no nomination, and who acts for it."""
    firm = make_organisation()
    with transaction():
        memberships_service.record_membership(
            organisation=firm, category="member", since=datetime(2020, 1, 1, tzinfo=UTC), by=officer
        )
    return firm, make_person(acts_for=firm)


def count(session: Session, model: type[Any], *conditions: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


def play_scene(altered: Altered) -> tuple[int, int, int, int]:
    """Edition, firm, applicant and officer, by their ids."""
    with Clock.standing_at(OPEN):
        edition = make_edition(BOOK, change=altered)
        officer = make_officer(edition)
        firm, applicant = make_member_firm(edition, officer)
        firm.name_zh, firm.name_en = ANSWERS["organisation_zh"], ANSWERS["organisation_en"]
        db.session.commit()
        return edition.id, firm.id, applicant.id, officer.id


@pytest.fixture
def app(databases: Databases, kind: str, altered: Altered) -> Flask:
    """The scene is played once for each book; what a test does to it is undone."""
    return databases.prepared(kind, f"entries-{altered.__name__}", partial(play_scene, altered))


@pytest.fixture
def scene(app: Flask, session: Session, clock: Clock) -> Scene:
    clock.set(OPEN)
    edition, firm, applicant, officer = app.extensions[KEPT]
    return Scene(
        session.get_one(Edition, edition),
        session.get_one(Organisation, firm),
        session.get_one(Person, applicant),
        session.get_one(Person, officer),
    )


@pytest.fixture
def altered() -> Altered:
    """What makes the book of these tests out of the one of 2024."""
    return with_every_kind


@pytest.fixture
def draft(scene: Scene) -> Entry:
    """Complete, and not sent in."""
    return scene.save(scene.start())


def typed(tracks: Sequence[str] = (GROWTH,), **answers: str) -> dict[str, str]:
    """The fields of the form as a browser sends them; `answers` by field of the rule-book."""
    fields = {f"q_{code}": value for code, value in {**ANSWERS, **answers}.items()}
    return (
        fields
        | {"track_1": "", "track_2": ""}
        | {f"track_{slot}": code for slot, code in enumerate(tracks, start=1)}
    )


def form_of(entry: Entry) -> str:
    return f"/entries/{entry.public_id}/form"


def sending(**more: str) -> dict[str, str]:
    """The whole form with the button that sends it in."""
    return {**typed(**more), "action": "submit"}


def send_in(browser: Client, entry: Entry, **fields: str) -> TestResponse:
    """Fill the form in, look at it once more, and submit it."""
    checked = browser.send(form_of(entry), **fields)
    if checked.status_code != 303:
        return checked
    assert checked.location == f"/entries/{entry.public_id}/review"
    return browser.send(checked.location)
