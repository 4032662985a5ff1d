"""Every form that keeps drafts, each open to somebody on a site of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from app.consents.service import give_consents
from app.core import clock
from app.core.db import db, transaction
from app.entries.applications import service as applications_service
from app.entries.models import Entry
from app.judging.models import Assignment, ScoreSheet
from app.judging.sheets import service as sheets_service
from app.judging.stages import service as stages_service
from app.nominations.models import NominationDraft
from app.people.models import Organisation, Person
from app.people.passwords.hashing import hash_password
from app.people.sign_in.sessions import end_all_sessions
from app.programmes.models import Edition
from tests.browser.conftest import Site
from tests.browser.screenshots import visitor
from tests.browser.test_walk import APPLYING, PASSWORD, people
from tests.factories import consents_to, keep, make_edition, make_officer, make_organisation, make_person
from tests.isolation import prepared
from tests.judging.conftest import ROUND
from tests.nominations.conftest import BOOK, PLACE, Scene, form_of, make_member, with_small_quotas
from tests.results.conftest import OPEN, make_contest, with_small_rounds
from tests.time import Clock

APPLICANT, COLLEAGUE, OFFICER = (f"{name}@people.example" for name in ("applicant", "colleague", "officer"))


@dataclass(frozen=True)
class Form:
    """A form that keeps a draft: two of its texts, and what the server holds of each."""

    email: str
    address: str
    fields: tuple[str, str]
    texts: tuple[str, str, str]
    held: Callable[[], tuple[str, str]]
    also: str = ""
    """Somebody else who writes in the same draft."""


@dataclass(frozen=True)
class Kind:
    """One kind of form: what its site needs, once, and a fresh one of it for each test."""

    prepare: Callable[[], None]
    make: Callable[[int], Form]


def _colleague() -> None:
    """Two people who apply for one firm."""
    people()
    with clock.held_at(APPLYING):
        firm = db.session.scalars(
            sa.select(Organisation).where(Organisation.name_en == "Applying Firm")
        ).one()
        make_person(email=COLLEAGUE, acts_for=firm, password_hash=hash_password(PASSWORD))


def _an_entry(_number: int) -> Form:
    with clock.held_at(APPLYING), transaction():
        entry = _started()
    return Form(
        APPLICANT,
        f"/entries/{entry}/form",
        ("q_title_en", "q_summary_en"),
        ("Written first", "Written by another", "Written at last"),
        partial(_draft_of, entry),
        COLLEAGUE,
    )


def _started() -> str:
    applicant = db.session.scalars(sa.select(Person).where(Person.email == APPLICANT)).one()
    colleague = db.session.scalars(sa.select(Person).where(Person.email == COLLEAGUE)).one()
    edition = db.session.scalars(sa.select(Edition)).one()
    give_consents(edition=edition, purposes=consents_to(edition), by=colleague)
    return applications_service.start(
        edition=edition,
        direction=edition.directions[0],
        organisation=applicant.representations[0].organisation,
        country_region="CN",
        consents=consents_to(edition),
        by=applicant,
    ).public_id


def _draft_of(entry: str) -> tuple[str, str]:
    draft = db.session.scalars(sa.select(Entry.draft).where(Entry.public_id == entry)).one()
    return draft.get("title_en", ""), draft.get("summary_en", "")


def _a_round() -> None:
    """Twenty sheets, all open."""
    with Clock.standing_at(OPEN) as held:
        contest = make_contest(held, 2024, with_small_rounds)
        contest.apply()
        contest.seat(ROUND)
        contest.assign(ROUND)
        for judge in contest.judges:
            judge.password_hash = hash_password(PASSWORD)
            keep(judge)
        with transaction():
            closes = APPLYING.replace(month=10)
            stages_service.open_stage(stage=contest.stage(ROUND), closes_at=closes, by=contest.officer)


def _a_sheet(_number: int) -> Form:
    unread = sa.select(Assignment).where(~Assignment.sheet.has()).order_by(Assignment.id)
    assignment = db.session.scalars(unread.limit(1)).one()
    email = assignment.judge.email
    return Form(
        email,
        f"/assignments/{assignment.public_id}",
        ("c_innovation", "comment"),
        ("81", "72", "63"),
        partial(_sheet_of, assignment.public_id),
        email,
    )


def _sheet_of(assignment: str) -> tuple[str, str]:
    own = sa.select(ScoreSheet).join(ScoreSheet.assignment).where(Assignment.public_id == assignment)
    sheet = db.session.scalars(own).one_or_none()
    if sheet is None:
        return "", ""
    scores = sheets_service.scores_of(sheet)
    return str(scores["innovation"] // 100) if "innovation" in scores else "", sheet.comment


def _an_edition() -> None:
    with clock.held_at(APPLYING):
        make_officer(make_edition(BOOK, change=with_small_quotas), email=OFFICER)


def _a_nomination(_number: int) -> Form:
    """Of a firm out of the list, by a member."""
    with clock.held_at(APPLYING):
        edition = db.session.scalars(sa.select(Edition)).one()
        officer = db.session.scalars(sa.select(Person).where(Person.email == OFFICER)).one()
        membership, member = make_member(edition, officer)
        firm = make_organisation()
    scene = Scene(edition, membership, member, officer)
    return _nomination_at(f"{form_of(scene)}?organisation={firm.public_id}", member, "email")


def _a_proposal(_number: int) -> Form:
    """Of a person, by the secretariat."""
    with clock.held_at(APPLYING):
        edition = db.session.scalars(sa.select(Edition)).one()
        officer = make_officer(edition)
    return _nomination_at(f"{PLACE}/propose/individuals", officer, "name")


def _nomination_at(address: str, by: Person, other: str) -> Form:
    by.password_hash = hash_password(PASSWORD)
    keep(by)
    texts = ("Written first", "Written by another", "Written at last")
    return Form(by.email, address, ("statement", other), texts, partial(_draft_by, by.id, other), by.email)


def _draft_by(person: int, other: str) -> tuple[str, str]:
    own = sa.select(NominationDraft.answers).where(NominationDraft.person_id == person)
    answers = db.session.scalars(own).one_or_none() or {}
    return answers.get("statement", ""), answers.get(other, "")


FORMS = {
    "entries.autosave": Kind(_colleague, _an_entry),
    "judging.autosave": Kind(_a_round, _a_sheet),
    "nominations.autosave": Kind(_an_edition, _a_nomination),
    "nominations.propose_autosave": Kind(_an_edition, _a_proposal),
}
"""By the endpoint that takes the drafts."""


def prepare(site: Site, kind: Kind) -> None:
    """Everybody and everything that such forms need, in the database of the site."""
    with prepared(site.app, keep=True):
        kind.prepare()


def fresh(site: Site, kind: Kind, number: int) -> Form:
    """One more such form that nobody has written in."""
    with prepared(site.app, keep=True):
        return kind.make(number)


@dataclass
class Desk:
    """The form on its site, and a browser for whoever writes in it."""

    site: Site
    visit: Callable[..., BrowserContext]
    form: Form

    def sit_down(self, email: str = "", **more: object) -> Page:
        """Open the form in a browser of its own."""
        context = self.visit(**more)
        token = self.site.do(partial(visitor, self.site.app, email or self.form.email)).get_cookie("session")
        assert token is not None
        context.add_cookies([{"name": "session", "value": token.value, "url": self.site.url}])
        page = context.new_page()
        page.goto("/?lang=en")
        page.goto(self.form.address)
        return page

    def type(self, page: Page, words: str, which: int = 0) -> None:
        page.fill(f"[name={self.form.fields[which]}]", words)

    def expect_text(self, page: Page, words: str, which: int = 0) -> None:
        expect(page.locator(f"[name={self.form.fields[which]}]")).to_have_value(words)

    def held(self) -> tuple[str, str]:
        return self.site.do(self.form.held)

    def sign_everybody_out(self) -> None:
        def end() -> None:
            with transaction():
                for person in db.session.scalars(sa.select(Person)):
                    end_all_sessions(person)

        self.site.do(end)


def expect_state(page: Page, words: str) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text(words)


def expect_saved(page: Page) -> None:
    """The server holds all that is typed, and the browser keeps no copy of it any more."""
    page.wait_for_function(
        """() => document.querySelector("[data-save-state]").dataset.state === "saved"
             && !Object.keys(localStorage).some((key) => key.startsWith("draft:"))"""
    )


def copies(page: Page) -> list[str]:
    """What the browser keeps of texts that the server does not hold."""
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")
