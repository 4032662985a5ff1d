"""Every form that keeps drafts, each open to somebody who has written nothing in it yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeVar

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
from tests.browser.conftest import APPLYING, Site
from tests.browser.screenshots import visitor
from tests.browser.test_walk import PASSWORD
from tests.entries.conftest import with_every_kind
from tests.factories import consents_to, keep, make_edition, make_officer, make_organisation, make_person
from tests.isolation import prepared
from tests.judging.conftest import ROUND
from tests.nominations.conftest import BOOK, PLACE, Scene, form_of, make_member, with_small_quotas
from tests.results.conftest import OPEN, make_contest, with_small_rounds
from tests.time import Clock

T = TypeVar("T")
OFFICER = "officer@people.example"


@cache
def secret() -> str:
    return hash_password(PASSWORD)


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

    needs: Callable[[], None]
    make: Callable[[], Form]


def an_edition() -> None:
    """Enterprises apply by a form with every kind of question; members and the secretariat nominate."""

    def changed(book: dict[str, Any]) -> None:
        with_small_quotas(book)
        with_every_kind(book)

    with clock.held_at(APPLYING):
        make_officer(make_edition(BOOK, change=changed), email=OFFICER)


def _edition_and_officer() -> tuple[Edition, Person]:
    officer = db.session.scalars(sa.select(Person).where(Person.email == OFFICER)).one()
    edition = db.session.get_one(Edition, officer.grants[0].edition_id)
    return edition, officer


def _an_entry() -> Form:
    """Of a firm for which two people apply."""
    with clock.held_at(APPLYING):
        firm = make_organisation()
        applicant, colleague = (make_person(acts_for=firm, password_hash=secret()) for _ in range(2))
        with transaction():
            entry = _started(firm, applicant, colleague)
    return Form(
        applicant.email,
        f"/entries/{entry}/form",
        ("q_title_en", "q_summary_en"),
        ("Written first", "Written by another", "Written at last"),
        partial(_draft_of, entry),
        colleague.email,
    )


def _started(firm: Organisation, applicant: Person, colleague: Person) -> str:
    edition, _officer = _edition_and_officer()
    give_consents(edition=edition, purposes=consents_to(edition), by=colleague)
    return applications_service.start(
        edition=edition,
        direction=next(each for each in edition.directions if each.code == "enterprises"),
        organisation=firm,
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
            judge.password_hash = secret()
            keep(judge)
        with transaction():
            closes = APPLYING.replace(month=10)
            stages_service.open_stage(stage=contest.stage(ROUND), closes_at=closes, by=contest.officer)


def _a_sheet() -> Form:
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


def _a_nomination() -> Form:
    """Of a firm out of the list, by a member."""
    with clock.held_at(APPLYING):
        edition, officer = _edition_and_officer()
        membership, member = make_member(edition, officer)
        firm = make_organisation()
    scene = Scene(edition, membership, member, officer)
    return _nomination_at(f"{form_of(scene)}?organisation={firm.public_id}", member, "email")


def _a_proposal() -> Form:
    """Of a person, by the secretariat."""
    with clock.held_at(APPLYING):
        edition, _officer = _edition_and_officer()
        officer = make_officer(edition)
    return _nomination_at(f"{PLACE}/propose/individuals", officer, "name")


def _nomination_at(address: str, by: Person, other: str) -> Form:
    by.password_hash = secret()
    keep(by)
    texts = ("Written first", "Written by another", "Written at last")
    return Form(by.email, address, ("statement", other), texts, partial(_draft_by, by.id, other), by.email)


def _draft_by(person: int, other: str) -> tuple[str, str]:
    own = sa.select(NominationDraft.answers).where(NominationDraft.person_id == person)
    answers = db.session.scalars(own).one_or_none() or {}
    return answers.get("statement", ""), answers.get(other, "")


FORMS = {
    "entries.autosave": Kind(an_edition, _an_entry),
    "judging.autosave": Kind(_a_round, _a_sheet),
    "nominations.autosave": Kind(an_edition, _a_nomination),
    "nominations.propose_autosave": Kind(an_edition, _a_proposal),
}
"""By the endpoint that takes the drafts."""


@cache
def prepare(site: Site, needs: Callable[[], None]) -> None:
    """Make what many tests need, once on each site."""
    site.do(partial(_kept, site, needs))


def fresh(site: Site, endpoint: str) -> Form:
    """A form of the kind that nobody has written in."""
    kind = FORMS[endpoint]
    prepare(site, kind.needs)
    return site.do(partial(_kept, site, kind.make))


def _kept(site: Site, make: Callable[[], T]) -> T:
    with prepared(site.app, keep=True):
        return make()


@dataclass
class Desk:
    """The form on its site, and a browser for whoever writes in it."""

    site: Site
    visit: Callable[..., BrowserContext]
    form: Form

    def sit_down(self, email: str = "", *, hurried: bool = True, **more: object) -> Page:
        """Open the form in a browser of its own; not `hurried`, a draft rests for its second before it is saved."""
        context = self.visit(hurried=hurried, **more)
        token = self.site.do(partial(visitor, self.site.app, email or self.form.email)).get_cookie("session")
        assert token is not None
        context.add_cookies([{"name": "session", "value": token.value, "url": self.site.url}])
        page = context.new_page()
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
