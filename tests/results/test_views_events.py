"""What the log of a contest tells its auditor: of which entry, purpose and role; and nothing of their own house."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.audit.service import record
from app.core.db import transaction
from app.entries.applications import drafts, service
from app.entries.models import ConflictOfInterest, ConflictSource, Entry
from app.people.models import Person
from tests.client import Client
from tests.counting import counted
from tests.factories import consents_to, keep, make_organisation, make_person
from tests.results.conftest import OPEN, Contest
from tests.tampering import behind_its_back

SignIn = Callable[[Person], Client]
TITLE = "digital project 1"


def page_of(contest: Contest, language: str = "en", **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"lang": language, **asked}.items())
    return f"/audit/editions/{contest.edition.public_id}?{query}"


def lines(page: str) -> list[str]:
    """The title of each line, as it is read."""
    found = re.findall(r'<p class="task-title">(.*?)</p>', page, re.S)
    return [" ".join(re.sub(r"<[^>]*>", "", line).split()) for line in found]


def conflict_by_employer(person: Person, entry: Entry) -> None:
    person.employer_id = entry.organisation_id


def conflict_by_declaration(person: Person, entry: Entry) -> None:
    keep(
        ConflictOfInterest(
            person_id=person.id, entry_id=entry.id, source=ConflictSource.DECLARED, since=entry.saved_at
        )
    )


@pytest.mark.parametrize(
    ("action", "stated"),
    [
        ("entry.started", "began an entry"),
        ("candidacy.eligible", "found a candidacy eligible"),
        ("sheet.sent", "submitted a score sheet"),
    ],
)
def test_an_entry_is_named_by_number_and_title(
    contest: Contest, sign_in: SignIn, action: str, stated: str
) -> None:
    browser = sign_in(contest.auditor)
    english = lines(browser.get(page_of(contest, action=action)).text)
    entry = contest.entry(TITLE)
    assert any(line.endswith(f"{stated}: {entry.number} {TITLE}") for line in english)
    chinese = lines(browser.get(page_of(contest, "zh", action=action)).text)
    assert any(line.endswith(f"：{entry.number} {entry.title_zh}") for line in chinese)


def test_a_draft_is_not_named(contest: Contest, sign_in: SignIn) -> None:
    firm = make_organisation()
    person = make_person(acts_for=firm)
    contest.clock.set(OPEN)
    with transaction():
        entry = service.start(
            edition=contest.edition,
            direction=contest.edition.directions[0],
            organisation=firm,
            country_region="CN",
            consents=consents_to(contest.edition),
            by=person,
        )
        drafts.save_draft(
            entry=entry, answers={"title_en": "Kept to myself"}, tracks=[], version=entry.version, by=person
        )
    page = (
        sign_in(contest.auditor).get(page_of(contest, action="entry.started", person=person.public_id)).text
    )
    assert [line.endswith("began an entry") for line in lines(page)] == [True]
    assert "Kept to myself" not in page


def test_each_consent_says_for_what(contest: Contest, sign_in: SignIn) -> None:
    browser = sign_in(contest.auditor)
    found = lines(browser.get(page_of(contest, action="consent.given")).text)
    stated = {line[line.index("gave a consent") :] for line in found}
    assert "gave a consent (Processing for the evaluation)" in stated and "gave a consent" not in stated
    chinese = lines(browser.get(page_of(contest, "zh", action="consent.given")).text)
    assert all("（" in line and "(" not in line for line in chinese)


@pytest.mark.parametrize("action", ["role.granted", "invitation.sent", "invitation.withdrawn"])
def test_each_role_is_said(contest: Contest, sign_in: SignIn, session: Session, action: str) -> None:
    record(
        action, f"person:{contest.judges[0].public_id}", by=None, edition_id=contest.edition.id, role="judge"
    )
    session.commit()
    (line,) = lines(sign_in(contest.auditor).get(page_of(contest, action=action)).text)
    assert "(judge)" in line


@pytest.mark.parametrize(
    "statement",
    ["no JSON", "[]", '{"facts": 7}', '{"facts": {"role": ["judge"]}}', '{"facts": {"role": "x"}}'],
)
def test_a_leaf_that_was_changed_is_still_shown(
    contest: Contest, sign_in: SignIn, session: Session, statement: str
) -> None:
    record("role.granted", "person:nobody", by=None, edition_id=contest.edition.id, role="judge")
    session.flush()
    change(session, statement)
    (line,) = lines(sign_in(contest.auditor).get(page_of(contest, action="role.granted")).text)
    assert line.endswith("gave a role")


@behind_its_back("audit_event")
def change(session: Session, statement: str) -> None:
    last = sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)
    session.scalars(last).one().statement = statement
    session.commit()


@pytest.mark.both
@pytest.mark.parametrize("tie", [conflict_by_employer, conflict_by_declaration])
def test_nothing_of_ones_own_house_is_told(
    contest: Contest, sign_in: SignIn, session: Session, tie: Callable[[Person, Entry], None]
) -> None:
    entry = contest.entry(TITLE)
    actions = ("entry.started", "entry.submitted", "candidacy.eligible", "sheet.sent")
    before = [every(sign_in(contest.auditor), contest, action) for action in actions]
    assert all(str(entry.number) in page for page in before)
    tie(contest.auditor, entry)
    session.commit()
    after = [every(sign_in(contest.auditor), contest, action) for action in actions]
    assert not any(str(entry.number) in page or entry.public_id in page for page in after)
    judged = [len(lines(page)) for page in before], [len(lines(page)) for page in after]
    assert [more - fewer for more, fewer in zip(*judged, strict=True)] == [1, 1, 1, 5]


def every(browser: Client, contest: Contest, action: str) -> str:
    """All pages of the log that tell this transaction, one after another."""
    address, text = page_of(contest, action=action), ""
    while address:
        page = browser.get(address).text
        text += page
        address = next(iter(re.findall(r'rel="next" href="([^"]*)"', page)), "").replace("&amp;", "&")
    return text


def test_whole_minutes_are_written_with_their_seconds(contest: Contest, sign_in: SignIn) -> None:
    page = sign_in(contest.auditor).get(page_of(contest, action="entry.submitted")).text
    times = re.findall(
        r"<time[^>]*>([^<]*)</time>\n",
        page[page.index('<ol class="tasks">') : page.index("</ol>\n    </div>")],
    )
    assert times == ["1 August 2024, 12:00:00 Beijing time"] * 10


def test_a_number_is_not_torn(contest: Contest, sign_in: SignIn) -> None:
    page = sign_in(contest.auditor).get(page_of(contest, action="entry.submitted")).text
    numbers = re.findall(r'<span class="text-nowrap">(STW-\d{4}-\d{4})</span>', page)
    assert len(numbers) == 10


def test_a_tie_costs_no_question_more(contest: Contest, sign_in: SignIn, session: Session) -> None:
    browser, counts = sign_in(contest.auditor), []
    for tied in (False, True):
        if tied:
            conflict_by_employer(contest.auditor, contest.entry(TITLE))
            session.commit()
        with counted() as shown:
            browser.get(page_of(contest))
        counts.append(len(shown))
    assert counts[0] == counts[1] <= 12
