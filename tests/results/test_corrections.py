"""A correction: two people, a public note, a further version; told to those it touches; every version keeps its address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.outbox.models import Message
from app.people.models import Person, Role
from app.people.organisations.name_correction import correct_name
from app.programmes.corrections import service
from app.programmes.corrections.models import Correction
from app.programmes.models import Edition
from app.results.models import Publication
from tests.client import Client
from tests.factories import make_grant, make_person
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]
WINNERS = "/winners/straight-to-wuzhen/2024"
NOTE = {"zh": "一项得分有误。", "en": "A score was wrong."}


def ask(contest: Contest, **more: Any) -> Correction:
    given = {"edition": contest.edition, "reason": "A slip.", "note": NOTE, "by": contest.officer, **more}
    with transaction():
        return service.ask_correction(**given)


def no_second_prize(book: dict[str, Any]) -> None:
    """The third of the second track loses its place; nothing else changes."""
    book["directions"][0]["prizes"][2]["minimum_score"] = "99"


def corrected(contest: Contest) -> None:
    """Published, then corrected and published again an hour later."""
    contest.published()
    contest.clock.move(timedelta(hours=1))
    contest.correct()
    contest.amend(no_second_prize)
    contest.rank("final")
    contest.published()


def test_two_people_begin_a_correction(contest: Contest, session: Session) -> None:
    correction = ask(contest)
    assert correction.is_pending and not correction.is_under_way
    stated = session.scalars(sa.select(Message.person_id).where(Message.kind == "correction_asked")).all()
    assert stated == [contest.approver.id]
    make_grant(contest.officer, Role.APPROVER, contest.edition)
    session.expire_all()
    with pytest.raises(Refused, match="You asked for this yourself"), transaction():
        service.agree_correction(correction=correction, by=contest.officer)
    with pytest.raises(IntegrityError, match="two_people"), transaction():
        correction.agreed_by_id, correction.agreed_at = contest.officer.id, contest.clock.now
    with transaction():
        service.agree_correction(correction=correction, by=contest.approver)
    assert correction.is_under_way


def test_one_correction_at_a_time(contest: Contest) -> None:
    ask(contest)
    with pytest.raises(Refused, match="under way, or waits"):
        ask(contest)


@pytest.mark.parametrize(
    "more", [{"reason": " "}, {"note": {"zh": "有误。", "en": " "}}, {"note": {"en": "Wrong."}}]
)
def test_it_says_why_and_in_both_languages(contest: Contest, more: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        ask(contest, **more)


@pytest.mark.parametrize("who", ["stranger", "auditor", "judge"])
def test_strangers_neither_ask_nor_agree_nor_end(contest: Contest, who: str) -> None:
    person = {
        "stranger": make_person,
        "auditor": lambda: contest.auditor,
        "judge": lambda: contest.judges[0],
    }[who]()
    with pytest.raises(Refused):
        ask(contest, by=person)
    correction = ask(contest)
    with pytest.raises(Refused), transaction():
        service.agree_correction(correction=correction, by=person)
    with pytest.raises(Refused), transaction():
        service.end_correction(correction=correction, reason="No.", by=person)


def test_locked_rules_are_amended_in_it_and_the_new_result_is_published(contest: Contest) -> None:
    with pytest.raises(Invalid, match="only a correction"):
        contest.amend(no_second_prize)
    corrected(contest)
    titles = {p.candidacy.entry.title_en for p in contest.edition_list().prizes}
    assert "digital project 3" not in titles and len(titles) == 4


def test_scores_that_were_promised_secret_stay_so(contest: Contest) -> None:
    contest.correct()
    with transaction() as session:  # the book of this contest publishes them: it takes them back
        session.flush()
    contest.amend(lambda book: book.update(publish_scores=False))
    with pytest.raises(Invalid, match="even in a correction"):
        contest.amend(lambda book: book.update(publish_scores=True))


def test_only_those_whom_it_touches_are_told(contest: Contest, session: Session) -> None:
    corrected(contest)
    stated = session.scalars(sa.select(Message).where(Message.kind == "results_corrected")).all()
    assert [message.params["number"] for message in stated] == ["STW-2024-0008"]
    assert len(session.scalars(sa.select(Message).where(Message.kind == "results_published")).all()) == 10


def test_every_version_keeps_its_address_and_says_what_changed(contest: Contest, client: Client) -> None:
    first = contest.published()
    text = first.document
    assert client.get(f"{WINNERS}/versions/2").status_code == 404
    contest.correct()
    page = client.get(f"{WINNERS}?lang=en").text
    assert "A correction is under way" in page and NOTE["en"] in page
    contest.amend(no_second_prize)
    contest.rank("final")
    contest.published()
    page = client.get(f"{WINNERS}?lang=en").text
    assert "A correction is under way" not in page and NOTE["en"] in page
    changed = page[page.index("What the correction changed") :]
    assert re.findall(r"STW-2024-\d{4}", changed[: changed.index("Every version")]) == ["STW-2024-0008"]
    assert "No prize" in changed
    before = client.get(f"{WINNERS}/versions/1?lang=en").text
    assert "It was corrected later" in before and "digital project 3" in before
    assert f"{WINNERS}/versions/1.json" in before and f"{WINNERS}.csv" not in before
    assert client.get(f"{WINNERS}/versions/1.json").data == text.encode()
    assert hashlib.sha256(client.get(f"{WINNERS}/versions/2.json").data).hexdigest() in page
    assert NOTE["zh"] in client.get("/programmes/straight-to-wuzhen/2024?lang=zh").text


def test_a_misspelled_name_is_put_right_in_a_further_publication(
    contest: Contest, client: Client, session: Session
) -> None:
    """What is published keeps its text; the firm alone whose name it was is told."""
    first = contest.published()
    text, entry = first.document, contest.entry("connected project 1")
    firm = entry.organisation
    assert firm is not None
    old = firm.name_en

    def rename() -> None:
        with transaction():
            correct_name(
                organisation=firm,
                name_zh=firm.name_zh,
                name_en="Put Right Labs",
                reason="They told us.",
                version=firm.version,
                by=contest.officer,
            )

    rename()
    assert client.get(f"{WINNERS}/versions/1.json").data == text.encode()
    assert "Put Right Labs" not in client.get(f"{WINNERS}?lang=en").text
    contest.correct()
    second = contest.published()
    assert "Put Right Labs" in second.document and old not in second.document
    assert session.get_one(Publication, first.id).document == text
    page = client.get(f"{WINNERS}?lang=en").text
    changed = page[page.index("What the correction changed") :]
    changed = changed[: changed.index("Every version")]
    assert re.findall(r"STW-2024-\d{4}", changed) == [entry.number]
    assert changed.index(old) < changed.index("Put Right Labs")
    told = session.scalars(sa.select(Message).where(Message.kind == "results_corrected")).all()
    assert {message.params["number"] for message in told} == {entry.number}


def test_a_note_is_public_once_two_people_stand_behind_it(contest: Contest, client: Client) -> None:
    contest.published()
    ask(contest)
    for address in (WINNERS, "/programmes/straight-to-wuzhen/2024"):
        assert NOTE["en"] not in client.get(f"{address}?lang=en").text


def test_it_can_end_without_a_change(contest: Contest, client: Client) -> None:
    contest.published()
    correction = contest.correct()
    with pytest.raises(Invalid), transaction():
        service.end_correction(correction=correction, reason=" ", by=contest.approver)
    with transaction():
        service.end_correction(correction=correction, reason="It was right.", by=contest.approver)
    page = client.get("/programmes/straight-to-wuzhen/2024?lang=en").text
    assert "Ended without a change" in page and "It was right." in page
    assert "A correction is under way" not in client.get(f"{WINNERS}?lang=en").text


def test_before_the_first_sheet_there_is_nothing_to_correct(session: Session) -> None:
    from tests.factories import make_edition, make_officer

    edition = make_edition("practice-cases-2024")
    with pytest.raises(Refused, match="can simply be changed"), transaction():
        service.ask_correction(edition=edition, reason="A slip.", note=NOTE, by=make_officer(edition))
    assert session.get_one(Edition, edition.id).stages


def test_its_pages_walk_from_asking_to_the_end(contest: Contest, sign_in: SignIn, session: Session) -> None:
    client = sign_in(contest.officer)
    overview = client.get("/programmes/straight-to-wuzhen/2024/results?lang=en").text
    assert "Ask for a correction" in overview
    address = f"/editions/{contest.edition.public_id}/correct"
    assert client.send(address, reason="", note_zh="", note_en="").status_code == 422
    answer = client.send(address, reason="A slip.", note_zh=NOTE["zh"], note_en=NOTE["en"])
    correction = session.scalars(sa.select(Correction)).one()
    assert answer.status_code == 303 and answer.location.endswith(f"/corrections/{correction.public_id}")
    page = f"/corrections/{correction.public_id}"
    assert client.press(f"{page}/agree").status_code == 403
    approver = sign_in(contest.approver)
    assert "A correction waits for your agreement." in approver.get("/desk?lang=en").text
    assert approver.press(f"{page}/agree").status_code == 303
    assert "under way" in approver.get(f"{page}?lang=en").text
    assert approver.send(f"{page}/end", reason="It was right.").status_code == 303
    assert "It was right." in sign_in(contest.auditor).get(f"{page}?lang=en").text
    assert sign_in(contest.judges[0]).get(page).status_code == 404


def test_nothing_to_do_never_stands_beside_congratulations(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    entry = contest.entry("connected project 1")
    client = sign_in(session.get_one(Person, entry.created_by_id))
    assert "Nothing to do" in client.get("/entries?lang=en").text
    contest.published()
    page = client.get(f"/entries/{entry.public_id}?lang=en").text
    assert "Congratulations" in page and "Nothing to do" not in page
    assert "Nothing to do" not in client.get("/entries?lang=en").text


def test_the_page_of_a_change_leads_to_a_correction_once_rules_are_locked(
    contest: Contest, sign_in: SignIn
) -> None:
    page = sign_in(contest.officer).get(f"/editions/{contest.edition.public_id}/amend?lang=en").text
    assert (
        "changes in a correction alone" in page and f"/editions/{contest.edition.public_id}/correct" in page
    )
