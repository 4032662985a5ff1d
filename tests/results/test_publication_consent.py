"""Without consent to publication nobody is named; the secretariat sees it before it draws up, approves and publishes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.consents import service as consents_service
from app.consents.models import Consent, ConsentPurpose
from app.core.db import db, transaction
from app.entries.models import Entry
from app.outbox.models import Message
from app.people.models import Person
from app.results.approvals import service as approvals_service
from app.results.notices import service as notices_service
from app.results.publications import service as publications_service
from app.results.publications.consents import lapses
from tests.client import Client
from tests.counting import counted
from tests.factories import consents_to, make_person
from tests.results.conftest import TRACKS, Contest, under

SignIn = Callable[[Person], Client]
WINNER, FIRM = "connected project 1", "connected firm 1"
NAMES = (WINNER, "项目1", FIRM, "机构connected1")
PLACE = "straight-to-wuzhen/2024"


def publication_consent(person: Person) -> Consent:
    own = sa.select(Consent).where(
        Consent.person_id == person.id, Consent.purpose == ConsentPurpose.PUBLICATION
    )
    return db.session.scalars(own.where(Consent.withdrawn_at.is_(None))).one()


def applicant_of(entry: Entry) -> Person:
    return db.session.get_one(Person, entry.created_by_id)


def withdrawn(contest: Contest, title: str = WINNER) -> Person:
    applicant = applicant_of(contest.entry(title))
    with transaction():
        consents_service.withdraw_consent(consent=publication_consent(applicant), by=applicant)
    return applicant


def prizes_of(publication: Any, tier: str = "grand", track: str = TRACKS[0]) -> list[dict[str, Any]]:
    made = json.loads(publication.document)
    return [prize for prize in made["prizes"] if (prize["tier"], prize["track"]) == (tier, track)]


def test_a_winner_who_takes_it_back_is_published_without_a_name_anywhere(
    contest: Contest, client: Client
) -> None:
    prize_list = contest.approved()
    withdrawn(contest)
    number = str(contest.entry(WINNER).number)
    with transaction():
        publication = publications_service.publish(prize_list=prize_list, by=contest.officer)
    (prize,) = prizes_of(publication)
    assert prize["entry"] == {
        "number": None,
        "title": {"zh": "（名称不公布）", "en": "(name withheld)"},
        "organisation": None,
        "person": None,
        "country_region": prize["entry"]["country_region"],
    }
    for form in ("", "?lang=zh", ".json", ".csv"):
        read = client.get(f"/winners/{PLACE}{form}").get_data(as_text=True)
        assert not any(name in read for name in (FIRM, "机构connected1", number)), form
    rows = list(csv.reader(io.StringIO(client.get(f"/winners/{PLACE}.csv").get_data(as_text=True))))
    assert any("(name withheld)" in row for row in rows)
    assert publication.withheld == [number]


def test_where_the_rule_book_says_so_the_place_is_published_as_vacant(
    contest: Contest, client: Client
) -> None:
    under(contest, without_consent="place_vacant")
    prize_list = contest.approved()
    withdrawn(contest)
    with transaction():
        publication = publications_service.publish(prize_list=prize_list, by=contest.officer)
    vacancy = {"tier": "grand", "direction": "projects", "track": TRACKS[0], "why": "no_consent"}
    assert prizes_of(publication) == [] and vacancy in json.loads(publication.document)["vacancies"]
    page = client.get(f"/winners/{PLACE}?lang=en").text
    assert "The applicant does not consent to publication." in page
    assert "(vacant: no consent to publication)" in client.get(f"/winners/{PLACE}.csv").get_data(as_text=True)


def test_a_notice_names_nobody_from_the_moment_of_the_withdrawal(
    with_notice_period: Contest, client: Client
) -> None:
    contest = with_notice_period
    prize_list = contest.approved()
    with transaction():
        notices_service.post_notice(prize_list=prize_list, by=contest.officer)
    address = f"/notice/straight-to-wuzhen/{contest.edition.year}?lang=en"
    assert FIRM in client.get(address).text
    withdrawn(contest)
    page = client.get(address).text
    assert (
        not any(name in page for name in (FIRM, WINNER, str(contest.entry(WINNER).number)))
        and "(name withheld)" in page
    )


def test_a_name_that_is_not_shown_takes_no_place_in_the_alphabet(contest: Contest) -> None:
    """Of two in one tier the one without a name comes last, wherever its name would stand."""
    book = contest.edition.rulebook.model_dump(mode="json")
    direction = book["directions"][0]
    direction["prizes"] = [
        {**direction["prizes"][0], "places": 2, "minimum_score": None, "minimum_stage": None}
    ]
    under(contest, directions=[direction])
    withdrawn(contest)
    entries = [prize["entry"]["number"] for prize in prizes_of(contest.published())]
    assert entries == [contest.entry("connected project 2").number, None]


def test_what_was_withheld_is_on_record(contest: Contest, session: Session) -> None:
    withdrawn(contest)
    contest.published()
    leaf = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "results.published")).one()
    assert f'"withheld":["{contest.entry(WINNER).number}"]' in leaf.statement


def test_the_officers_are_told(contest: Contest, session: Session) -> None:
    withdrawn(contest)
    stated = session.scalars(sa.select(Message.person_id).where(Message.kind == "consent_withdrawn")).all()
    assert stated == [contest.officer.id]


@pytest.mark.parametrize("who", ["who began it", "a colleague who consented too"])
def test_whoever_of_the_applicant_takes_it_back_it_lapses(contest: Contest, who: str) -> None:
    entry = contest.entry(WINNER)
    person = applicant_of(entry)
    if who != "who began it":
        person = make_person(acts_for=contest.firms[0])
        with transaction():
            consents_service.give_consents(
                edition=contest.edition, purposes=consents_to(contest.edition), by=person
            )
    assert lapses(contest.edition, [entry.id]) == {}
    with transaction():
        consents_service.withdraw_consent(consent=publication_consent(person), by=person)
    assert lapses(contest.edition, [entry.id])[entry.id].since == contest.clock.now
    with transaction():
        consents_service.give_consents(
            edition=contest.edition, purposes=consents_to(contest.edition), by=person
        )
    assert lapses(contest.edition, [entry.id]) == {}


def test_what_was_never_given_is_none_either(contest: Contest, session: Session) -> None:
    entry = contest.entry(WINNER)
    own = sa.delete(Consent).where(
        Consent.person_id == entry.created_by_id, Consent.purpose == ConsentPurpose.PUBLICATION
    )
    with transaction():
        session.execute(own)
    assert lapses(contest.edition, [entry.id])[entry.id].since is None


def test_the_offices_see_it_before_each_step(contest: Contest, sign_in: SignIn) -> None:
    withdrawn(contest)
    officer, approver = sign_in(contest.officer), sign_in(contest.approver)
    entry = contest.entry(WINNER)
    assert "Consent to publication" in officer.get(f"/entries/{entry.public_id}?lang=en").text
    overview = officer.get(f"/programmes/{PLACE}/results?lang=en").text
    assert "Without consent to publication" in overview and str(entry.number) in overview
    prize_list = contest.draw_up()
    page = officer.get(f"/prize-lists/{prize_list.public_id}?lang=en").text
    assert (
        "1 entry of this list lacks the consent to publication" in page
        and "Consent to publication withdrawn" in page
    )
    with transaction():
        approvals_service.propose(prize_list=prize_list, by=contest.officer)
    approving = approver.get(f"/prize-lists/{prize_list.public_id}/approve?lang=en").text
    assert "1 entry is published without its name" in approving
    with transaction():
        approvals_service.approve(prize_list=prize_list, by=contest.approver)
    publishing = officer.get(f"/prize-lists/{prize_list.public_id}/publish?lang=en").text
    assert "1 entry is published without its name" in publishing


def test_whoever_has_a_conflict_with_the_entry_counts_it_nowhere(contest: Contest, sign_in: SignIn) -> None:
    withdrawn(contest)
    with transaction():
        contest.auditor.employer_id = contest.firms[0].id
    prize_list = contest.draw_up()
    auditor = sign_in(contest.auditor)
    assert "lacks the consent" not in auditor.get(f"/prize-lists/{prize_list.public_id}?lang=en").text
    assert "Without consent" not in auditor.get(f"/programmes/{PLACE}/results?lang=en").text


@pytest.mark.parametrize(
    ("rule", "shown"),
    [("name_withheld", "its name was not published"), ("place_vacant", "its place was left vacant")],
)
def test_the_applicant_reads_what_came_of_it(
    contest: Contest, sign_in: SignIn, rule: str, shown: str
) -> None:
    under(contest, without_consent=rule)
    applicant = withdrawn(contest)
    contest.published()
    page = sign_in(applicant).get(f"/entries/{contest.entry(WINNER).public_id}?lang=en").text
    assert shown in page and "Grand Prize" not in page


def test_after_publication_the_list_says_that_a_further_version_is_needed(
    contest: Contest, sign_in: SignIn
) -> None:
    publication = contest.published()
    withdrawn(contest)
    page = sign_in(contest.officer).get(f"/prize-lists/{publication.prize_list.public_id}?lang=en").text
    assert "in a correction a further version is drawn up" in page
    contest.correct()
    second = contest.published()
    assert prizes_of(publication)[0]["entry"]["number"] and prizes_of(second)[0]["entry"]["number"] is None


def test_a_list_asks_as_often_for_one_without_consent_as_for_many(contest: Contest) -> None:
    entries = list(db.session.scalars(sa.select(Entry.id).where(Entry.edition_id == contest.edition.id)))
    lapses(contest.edition, [])
    with counted() as one:
        lapses(contest.edition, entries[:1])
    for title in (WINNER, "connected project 2", "digital project 1"):
        withdrawn(contest, title)
    with counted() as many:
        assert len(lapses(contest.edition, entries)) == 3
    assert len(one) == len(many) == 1
