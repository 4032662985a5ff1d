"""One entry walks all nine steps with five people, each in a browser context of their own; then it is read in Chinese too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app.core import clock
from app.core.clock import BEIJING
from app.core.db import db, transaction
from app.invitations import service as invitations_service
from app.judging.models import Assignment
from app.nominations.memberships import service as memberships_service
from app.people.models import Person, Role
from app.people.organisations import service as organisations_service
from app.people.passwords.hashing import hash_password
from app.people.persons import service as persons_service
from app.people.roles import service as roles_service
from app.programmes.models import Edition
from app.programmes.proposals import service as proposals_service
from app.programmes.rulebook import canonical_json, from_canonical, load_rulebook, shipped_books
from tests.browser.accessible import AXE, barriers, each_kind_once
from tests.browser.conftest import APPLYING, Site
from tests.browser.contexts import Contexts
from tests.browser.screenshots import visitor

pytestmark = pytest.mark.sqlite_only

PASSWORD = "a walk of nine steps"
PLACE = "/programmes/outstanding-contribution/2024"
BEFORE = datetime(2024, 9, 1, 9, tzinfo=BEIJING)
SCREENING = datetime(2024, 10, 11, 10, tzinfo=BEIJING)
SCORING = datetime(2024, 10, 20, 10, tzinfo=BEIJING)
VOTING = datetime(2024, 11, 3, 10, tzinfo=BEIJING)
JUDGES = tuple(f"judge-{name}@people.example" for name in ("one", "two", "three"))


def small_book() -> Any:
    """The award's enterprises alone, one read an entry, so that the walk needs no crowd."""
    raw = json.loads(canonical_json(load_rulebook(shipped_books()["outstanding-contribution-2024"])))
    raw["directions"] = [d for d in raw["directions"] if d["code"] == "enterprises"]
    raw["examples"] = []
    review = next(stage for stage in raw["directions"][0]["stages"] if stage["kind"] == "scoring")
    review |= {
        "reads": 1,
        "averaging": {"method": "mean", "drop_high": 0, "drop_low": 0, "minimum_scores": 1},
    }
    raw["directions"][0]["tie_breaks"] = [{"kind": "panel_decision"}]
    return from_canonical(json.dumps(raw))


def people() -> None:
    """Everybody who takes part, the open edition and the member, made by the services."""
    secret = hash_password(PASSWORD)

    def new(name: str) -> Person:
        return persons_service.register(
            email=f"{name}@people.example",
            name_zh="甲",
            name_latin=name.title(),
            locale="en",
            password_hash=secret,
            verified=True,
        )

    with clock.held_at(BEFORE):
        with transaction():
            one, two = new("administrator-one"), new("administrator-two")
            for person in (one, two):
                roles_service.create_administrator(person=person)
            version = proposals_service.propose_edition(book=small_book(), demonstration=True, by=one)
            proposals_service.agree(version=version, by=two)
        with transaction():
            _offices(new)


def _offices(new: Callable[[str], Person]) -> None:
    edition = db.session.scalars(sa.select(Edition)).one()
    host = db.session.scalars(
        sa.select(Person).where(Person.email == "administrator-one@people.example")
    ).one()
    officer = new("officer")
    _appoint(officer, Role.OFFICER, edition, host)
    _appoint(new("approver"), Role.APPROVER, edition, host)
    for email in JUDGES:
        _appoint(new(email.split("@")[0]), Role.JUDGE, edition, officer)
    member, applicant = new("member"), new("applicant")
    firm = organisations_service.register_organisation(
        name_zh="会员单位", name_en="Member Firm", country_region="CN", by=member
    )
    organisations_service.register_organisation(
        name_zh="申报单位", name_en="Applying Firm", country_region="CN", by=applicant
    )
    memberships_service.record_membership(organisation=firm, category="senior", since=BEFORE, by=officer)
    _appoint(member, Role.MEMBER, edition, officer)


def _appoint(person: Person, role: Role, edition: Edition, host: Person) -> None:
    until = clock.now() + timedelta(days=300)
    invitation, token = invitations_service.invite(
        email=person.email, role=role, edition=edition, role_ends_at=until, by=host
    )
    invitations_service.accept_invitation(invitation=invitation, by=person, token=token)


@dataclass
class Walk:
    site: Site
    pages: dict[str, Page]
    stepped_back: str = ""

    def __getitem__(self, name: str) -> Page:
        return self.pages[name]

    def at(self, instant: datetime) -> None:
        self.site.set_clock(instant)

    def sign_in(self, name: str, email: str) -> None:
        page = self.pages[name]
        page.context.clear_cookies()
        page.goto("/sign-in?lang=en")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda address: "/sign-in" not in address, wait_until="commit")

    def press(self, name: str, ending: str) -> None:
        """Press the button of the form whose address ends so."""
        send(self.pages[name], f'main form[action$="{ending}"] button[type=submit]')

    def confirm(self, name: str) -> None:
        send(self.pages[name])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """One of its own: the walk moves the clock."""
    site = Site(tmp_path)
    site.do(people)
    site.set_clock(APPLYING)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    contexts = Contexts(browser, site.url)
    yield contexts.open
    contexts.close()


@pytest.fixture
def walk(site: Site, visit: Callable[..., BrowserContext]) -> Walk:
    names = ("applicant", "member", "officer", "judge", "approver")
    # Only the officer waits for jobs; whoever writes a draft has time to send it before it is saved.
    pages = {name: visit(hurried=name == "officer").new_page() for name in names}
    return Walk(site, pages)


def test_one_entry_walks_all_nine_steps(walk: Walk, visit: Callable[..., BrowserContext]) -> None:
    home_and_draft(walk)
    nominate_and_send_in(walk)
    screen(walk)
    score(walk)
    vote(walk)
    award(walk)
    emails = [f"{name}@people.example" for name in ("applicant", "member", "officer", "approver")]
    made = each_kind_once(walk.site, [*emails, JUDGES[0]])
    expect_no_barriers(walk, visit, made)
    expect_chinese(walk, visit)


def expect_chinese(walk: Walk, visit: Callable[..., BrowserContext]) -> None:
    """What the walk has made is there for readers of Chinese too, under its Chinese names."""
    page = visit(language="zh").new_page()
    page.goto("/winners/outstanding-contribution/2024")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    expect(page.locator("main")).to_contain_text("申报单位")
    page.goto("/sign-in")
    page.fill("input[name=email]", "applicant@people.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto("/entries")
    page.click("main .task-title a")
    expect(page.locator("main .notice.tone-brass")).to_be_visible()


def expect_no_barriers(walk: Walk, visit: Callable[..., BrowserContext], made: dict[str, list[str]]) -> None:
    """On all that they have made: wide and light in English, on a phone in the dark in Chinese."""
    page = visit(bypass_csp=True).new_page()
    page.add_init_script(AXE)
    for language, width, scheme in (("en", 1280, "light"), ("zh", 390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/?lang={language}")
        for email, addresses in made.items():
            token = walk.site.do(partial(visitor, walk.site.app, email)).get_cookie("session")
            assert token is not None
            page.context.add_cookies([{"name": "session", "value": token.value, "url": walk.site.url}])
            assert list(barriers(page, addresses)) == []


def send(page: Page, button: str = "main .form-end button[type=submit]") -> None:
    """Send a form and wait for its answer: whatever comes next would cut it off, or come before it is done."""
    with page.expect_navigation():
        page.click(button)


def every(page: Page, controls: str) -> list[Locator]:
    """All of them, once the page is there that has them: `all` by itself waits for nothing."""
    found = page.locator(controls)
    found.first.wait_for()
    return found.all()


def home_and_draft(walk: Walk) -> None:
    """Steps 1 and 2: from the home page to a draft."""
    walk.sign_in("applicant", "applicant@people.example")
    page = walk["applicant"]
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.click(f'main a[href$="{PLACE}/apply"]')
    for box in every(page, "main input[type=checkbox]"):
        box.check()
    send(page)
    page.wait_for_url(re.compile("/entries/.+/form"))
    fill_in(page)
    send(page, "button[name=action][value=submit]")
    # A firm that is no member and has no nomination yet is told so, and loses nothing.
    page.goto("/entries")
    page.click("main .task-title a")
    expect(page.locator("main .notice")).to_be_visible()


def fill_in(page: Page) -> None:
    page.select_option("select[name=track_1]", "growth-potential")
    for name, words in {
        "title_zh": "面向边远学校的跨语言教学助手",
        "title_en": "A teaching assistant across languages",
        "employees": "40",
        "research_share": "12",
        "founded_on": "2015-05-01",
        "summary_zh": "简介。",
        "summary_en": "A summary.",
        "contribution_zh": "贡献。",
        "contribution_en": "A contribution.",
        "contact_name": "甲",
        "contact_phone": "+86 10 5550 0100",
    }.items():
        page.fill(f"[name=q_{name}]", words)
    page.check("[name=q_has_honours][value=no]")


def nominate_and_send_in(walk: Walk) -> None:
    """Step 3, and the end of step 2: the member nominates, the firm accepts and sends in."""
    walk.sign_in("member", "member@people.example")
    page = walk["member"]
    page.goto(f"{PLACE}/nominate")
    page.click('main a[href*="/nominate/enterprises/"]')
    page.fill("main input[name=q]", "Applying")
    page.press("main input[name=q]", "Enter")
    page.click('main a[href*="organisation="]')
    page.fill("[name=email]", "applicant@people.example")
    page.fill("[name=statement]", "A reliable partner.")
    send(page, "button[name=action][value=send]")
    page.wait_for_url(re.compile("/nominate$"))
    page = walk["applicant"]
    page.goto("/nominations")
    page.click('main a[href*="/nominations/"]')
    walk.press("applicant", "/accept")
    page.goto("/entries")
    page.click("main .task-title a")
    page.click('main a[href$="/form"]')
    send(page, "button[name=action][value=submit]")
    page.wait_for_url(re.compile("/review$"))
    send(page)
    page.wait_for_url(re.compile(r"/entries/[a-z0-9]+$"))
    expect(page.locator("main")).to_contain_text("OCA-2024-0001")


def screen(walk: Walk) -> None:
    """Step 4: the officer finds the entry eligible."""
    walk.at(SCREENING)
    walk.sign_in("officer", "officer@people.example")
    page = walk["officer"]
    page.goto(f"{PLACE}/screening")
    page.click('main a[href*="/candidacies/"]')
    for box in every(page, "main input[name=met]"):
        box.check()
    page.check("[name=eligibility][value=eligible]")
    send(page)
    page.wait_for_url(re.compile("/screening"))


def score(walk: Walk) -> None:
    """Steps 5 to 7: seats, a plan by a job and its preview, a judge steps back, another scores, the stage is ranked."""
    walk.at(SCORING)
    officer = walk["officer"]
    walk.sign_in("officer", "officer@people.example")  # a session ends after some days
    open_stage_page(officer, 0)
    walk.press("officer", "/admit")
    seat(officer, "growth-potential")
    walk.press("officer", "/plan")
    officer.wait_for_selector("main .job a.btn-primary", timeout=20_000)
    officer.click("main .job a.btn-primary")
    officer.wait_for_url(re.compile("/proposal$"))
    expect(officer.locator("main")).to_contain_text("The letter")
    walk.press("officer", "/commit")
    open_for_judging(officer, SCORING + timedelta(days=3))
    first = judge_at_work(walk)
    step_back(walk, first)
    walk.sign_in("judge", judge_at_work(walk))
    give_scores(walk["judge"])
    officer.goto(officer.url)
    officer.click('main a[href$="/close"]')
    walk.confirm("officer")
    rank(walk)
    officer.click('main a[href$="/advance"]')
    walk.confirm("officer")
    walk.stepped_back = first


def open_stage_page(page: Page, which: int) -> None:
    page.goto(f"{PLACE}/judging")
    page.locator('main a[href*="/stages/"]').nth(which).click()


def seat(page: Page, track: str) -> None:
    page.click('main a[href$="/panel-members"]')
    if track:
        page.select_option("[name=track]", track)
    for box in every(page, "main input[name=judges]"):
        box.check()
    send(page)


def open_for_judging(page: Page, closes: datetime) -> None:
    page.click('main a[href$="/open"]')
    page.fill("[name=closes_at]", closes.strftime("%Y-%m-%dT%H:%M"))
    send(page)


def judge_at_work(walk: Walk) -> str:
    """Whoever the assignment fell on, and stands."""
    on_it = sa.select(Person.email).join(Assignment, Assignment.judge_id == Person.id)
    return walk.site.do(lambda: db.session.scalars(on_it.where(Assignment.recused_at.is_(None))).one())


def step_back(walk: Walk, email: str) -> None:
    walk.sign_in("judge", email)
    page = walk["judge"]
    page.goto("/judging")
    page.click("main .task-title a")
    page.locator('main a[href*="/assignments/"]').first.click()
    page.click('main a[href$="/recuse"]')
    page.fill("[name=reason]", "Former team.")
    walk.confirm("judge")


def give_scores(page: Page) -> None:
    page.goto("/judging")
    page.click("main .task-title a")
    page.locator('main a[href*="/assignments/"]').first.click()
    for box in every(page, "main input[name^=c_]"):
        box.fill("88")
    send(page, "button[name=action][value=send]")
    page.wait_for_url(re.compile("/judging/"))


def rank(walk: Walk) -> None:
    officer = walk["officer"]
    officer.goto(f"{PLACE}/results")
    walk.press("officer", "/rank")
    officer.wait_for_selector("main .job a.btn-primary", timeout=20_000)
    officer.click("main .job a.btn-primary")


def vote(walk: Walk) -> None:
    """The second half of step 6: a secret ballot. Whoever stepped back has no vote on the entry."""
    walk.at(VOTING)
    officer = walk["officer"]
    walk.sign_in("officer", "officer@people.example")
    open_stage_page(officer, 1)
    seat(officer, "")
    open_for_judging(officer, VOTING + timedelta(hours=6))
    for email in (judge for judge in JUDGES if judge != walk.stepped_back):
        walk.sign_in("judge", email)
        walk["judge"].goto("/judging")
        walk["judge"].click('main a[href*="/ballots/"]')
        walk["judge"].check("main input[type=radio][value=yes]")
        send(walk["judge"])
        expect(walk["judge"].locator("main .notice.tone-good").first).to_be_visible()
    open_stage_page(officer, 1)
    officer.click('main a[href$="/count"]')
    walk.confirm("officer")
    rank(walk)


def award(walk: Walk) -> None:
    """Steps 8 and 9: drawn up, approved by another person, published, and read by everybody."""
    officer, approver = walk["officer"], walk["approver"]
    officer.goto(f"{PLACE}/results")
    walk.press("officer", "/draw-up")
    walk.press("officer", "/propose")
    address = officer.url
    walk.sign_in("approver", "approver@people.example")
    approver.goto(address)
    approver.click('main a[href$="/approve"]')
    walk.confirm("approver")
    stranger = walk["judge"]
    assert stranger.goto("/winners/outstanding-contribution/2024").status == 404  # type: ignore[union-attr]
    approver.goto(address)
    approver.click('main a[href$="/publish"]')
    walk.confirm("approver")
    stranger.goto("/winners/outstanding-contribution/2024?lang=en")
    expect(stranger.locator("main")).to_contain_text("Applying Firm")
    published = json.loads(stranger.goto("/winners/outstanding-contribution/2024.json").text())  # type: ignore[union-attr]
    assert [prize["entry"]["number"] for prize in published["prizes"]] == ["OCA-2024-0001"]
    applicant = walk["applicant"]
    walk.sign_in("applicant", "applicant@people.example")
    applicant.goto("/entries")
    applicant.click("main .task-title a")
    expect(applicant.locator("main .notice.tone-brass")).to_be_visible()
