"""An entry that is out after applications closed: asked for, proposed, agreed to, and what becomes of its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Invalid, Refused
from app.entries.models import Entry
from app.judging.stages import service as stages_service
from app.outbox.models import Message
from app.people.models import Person
from app.programmes.corrections.models import Correction
from app.programmes.corrections.service import ask_correction, end_correction
from app.results.approvals import service as approvals_service
from app.results.models import PrizeList
from app.results.notices import service as notices_service
from app.results.publications import service as publications_service
from app.results.strikes import service as strikes_service
from app.results.strikes.models import Strike, StrikeCause, StrikeState
from tests.client import Client
from tests.factories import make_grant, make_officer, make_person
from tests.results.conftest import FIRST_ROUND, TRACKS, Contest, under

SignIn = Callable[[Person], Client]
WINNER = "connected project 1"


def applicant_of(entry: Entry) -> Person:
    return db.session.get_one(Person, entry.created_by_id)


def struck(contest: Contest, title: str = WINNER, cause: str = "ineligible") -> Strike:
    with transaction():
        strike = strikes_service.propose(
            entry=contest.entry(title), cause=cause, reason="Founded too early.", by=contest.officer
        )
    with transaction():
        return strikes_service.agree(strike=strike, by=contest.approver)


def tiers_of(prize_list: PrizeList, track: str = TRACKS[0]) -> dict[str, str]:
    own = [prize for prize in prize_list.prizes if prize.candidacy.track.code == track]
    return {prize.tier: prize.candidacy.entry.title_en for prize in own}


def vacancies_of(prize_list: PrizeList) -> list[tuple[str, str]]:
    own = [vacancy for vacancy in prize_list.vacancies if vacancy.track and vacancy.track.code == TRACKS[0]]
    return [(vacancy.tier, vacancy.reason["code"]) for vacancy in own]


def kinds_to(session: Session, person: Person) -> list[str]:
    own = sa.select(Message.kind).where(Message.person_id == person.id, Message.kind.startswith("strike"))
    return list(session.scalars(own.order_by(Message.id)))


def test_the_applicant_asks_an_officer_proposes_and_an_approver_agrees(
    contest: Contest, session: Session
) -> None:
    entry = contest.entry(WINNER)
    applicant = applicant_of(entry)
    with transaction():
        asked = strikes_service.ask(entry=entry, request="We were bought.", by=applicant)
    assert (asked.state, asked.cause) == (StrikeState.ASKED, StrikeCause.WITHDRAWN)
    with transaction():
        proposed = strikes_service.propose(
            entry=entry, cause="withdrawn", reason="As they ask.", by=contest.officer
        )
    assert proposed is asked and proposed.state == StrikeState.PROPOSED
    with transaction():
        strikes_service.agree(strike=proposed, by=contest.approver)
    assert (asked.state, asked.request, asked.reason) == (
        StrikeState.AGREED,
        "We were bought.",
        "As they ask.",
    )
    assert kinds_to(session, contest.officer) == ["strike_asked", "strike_decided"]
    assert kinds_to(session, contest.approver) == ["strike_proposed"]
    assert kinds_to(session, applicant) == ["strike_agreed"]
    actions = session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.subject == f"entry:{entry.public_id}")
    )
    assert [action for action in actions if action.startswith("strike")] == [
        "strike.asked",
        "strike.proposed",
        "strike.agreed",
    ]


def test_a_refused_strike_leaves_the_entry_in_and_tells_who_asked(contest: Contest, session: Session) -> None:
    entry = contest.entry(WINNER)
    with transaction():
        strikes_service.ask(entry=entry, request="By mistake.", by=applicant_of(entry))
    with transaction():
        strike = strikes_service.propose(
            entry=entry, cause="withdrawn", reason="As they ask.", by=contest.officer
        )
    with pytest.raises(Invalid), transaction():
        strikes_service.refuse(strike=strike, reason=" ", by=contest.approver)
    with transaction():
        strikes_service.refuse(strike=strike, reason="They rang: it was a mistake.", by=contest.approver)
    assert kinds_to(session, applicant_of(entry)) == ["strike_refused"]
    assert tiers_of(contest.draw_up())["grand"] == WINNER
    with transaction():
        assert (
            strikes_service.ask(entry=entry, request="Now in earnest.", by=applicant_of(entry)).state
            == StrikeState.ASKED
        )


def test_it_takes_two_people_of_the_secretariat(contest: Contest, session: Session) -> None:
    entry = contest.entry(WINNER)
    with pytest.raises(Refused, match="Only an officer"), transaction():
        strikes_service.propose(entry=entry, cause="ineligible", reason="x", by=contest.approver)
    with transaction():
        strike = strikes_service.propose(entry=entry, cause="ineligible", reason="x", by=contest.officer)
    for person in (contest.officer, contest.auditor, applicant_of(entry), make_officer(contest.edition)):
        with pytest.raises(Refused), transaction():
            strikes_service.agree(strike=strike, by=person)
        with pytest.raises(Refused), transaction():
            strikes_service.refuse(strike=strike, reason="x", by=person)
    session.expire_all()
    assert strike.state == StrikeState.PROPOSED
    with pytest.raises(IntegrityError), transaction():
        strike.state, strike.decided_at, strike.decided_by_id = (
            StrikeState.AGREED,
            contest.clock.now,
            contest.officer.id,
        )


def employ(person: Person, organisation_id: int | None) -> None:
    with transaction():
        person.employer_id = organisation_id


def test_who_applies_with_another_entry_strikes_nobody(contest: Contest, session: Session) -> None:
    """Whoever strikes one entry moves others up."""
    rival = contest.firms[1]
    employ(contest.officer, rival.id)
    with pytest.raises(Refused, match="You have a conflict of interest"), transaction():
        strikes_service.propose(
            entry=contest.entry(WINNER), cause="ineligible", reason="x", by=contest.officer
        )
    employ(contest.officer, None)
    with transaction():
        strike = strikes_service.propose(
            entry=contest.entry(WINNER), cause="ineligible", reason="x", by=contest.officer
        )
    employ(contest.approver, rival.id)
    with pytest.raises(Refused, match="You have a conflict of interest"), transaction():
        strikes_service.agree(strike=strike, by=contest.approver)


def test_one_at_a_time(contest: Contest) -> None:
    struck(contest)
    with pytest.raises(Refused, match="under way or was agreed"), transaction():
        strikes_service.ask(entry=contest.entry(WINNER), request="x", by=applicant_of(contest.entry(WINNER)))
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Strike(
                entry=contest.entry(WINNER),
                state=StrikeState.ASKED,
                cause=StrikeCause.WITHDRAWN,
                request="x",
                reason="",
                refusal="",
                asked_at=contest.clock.now,
                asked_by=contest.officer,
            )
        )


def test_while_applications_are_open_an_applicant_withdraws_alone(contest: Contest) -> None:
    entry = contest.entry(WINNER)
    contest.clock.set(contest.edition.closes_at - timedelta(seconds=1))
    with pytest.raises(Refused, match="Until applications close"), transaction():
        strikes_service.ask(entry=entry, request="x", by=applicant_of(entry))


@pytest.mark.parametrize(
    ("places", "tiers", "vacant"),
    [
        (
            "next",
            {"grand": "connected project 2"},
            [("first", "vacant_below_floor"), ("second", "vacant_below_floor")],
        ),
        (
            "vacant",
            {"first": "connected project 2"},
            [("second", "vacant_below_floor"), ("grand", "vacant_struck")],
        ),
    ],
)
def test_the_next_moves_up_or_the_place_goes_vacant_as_the_rule_book_says(
    contest: Contest, places: str, tiers: dict[str, str], vacant: list[tuple[str, str]]
) -> None:
    under(contest, struck_places=places)
    struck(contest)
    drawn_up = contest.draw_up()
    assert (tiers_of(drawn_up), vacancies_of(drawn_up)) == (tiers, vacant)


@pytest.mark.parametrize("places", ["next", "vacant"])
def test_ranked_again_it_is_left_out_where_the_next_moves_up_and_else_kept(
    contest: Contest, places: str
) -> None:
    under(contest, struck_places=places)
    struck(contest)
    again = contest.rank("final")
    titles = [row.stage_entry.candidacy.entry.title_en for row in again.rows]
    assert (WINNER in titles) == (places == "vacant")
    assert tiers_of(contest.draw_up()).get("grand") == (None if places == "vacant" else "connected project 2")


def steps_of(contest: Contest, prize_list: PrizeList) -> list[Callable[[], object]]:
    return [
        lambda: approvals_service.propose(prize_list=prize_list, by=contest.officer),
        lambda: approvals_service.approve(prize_list=prize_list, by=contest.approver),
        lambda: notices_service.post_notice(prize_list=prize_list, by=contest.officer),
        lambda: publications_service.publish(prize_list=prize_list, by=contest.officer),
    ]


@pytest.mark.parametrize("done", range(4))
def test_a_list_that_names_a_struck_entry_goes_no_further(with_notice_period: Contest, done: int) -> None:
    contest = with_notice_period
    prize_list = contest.draw_up()
    steps = steps_of(contest, prize_list)
    for step in steps[:done]:
        with transaction():
            step()
    contest.clock.move(timedelta(days=20))
    struck(contest)
    with pytest.raises(Refused, match="was struck after it was drawn up"), transaction():
        steps[done]()


def test_a_list_that_never_named_it_goes_on(contest: Contest) -> None:
    drawn_up = contest.draw_up()
    struck(contest, "connected project 5")
    with transaction():
        approvals_service.propose(prize_list=drawn_up, by=contest.officer)


def test_under_notice_the_public_reads_that_one_was_struck_and_not_its_name(
    with_notice_period: Contest, client: Client
) -> None:
    contest = with_notice_period
    approved = contest.approved()
    with transaction():
        notices_service.post_notice(prize_list=approved, by=contest.officer)
    address = f"/notice/straight-to-wuzhen/{contest.edition.year}?lang=en"
    assert WINNER in client.get(address).text
    struck(contest)
    page = client.get(address).text
    assert (
        WINNER not in page
        and "an entry was struck from the list" in page
        and "ranked for this place was struck" in page
    )


def test_after_publication_a_further_version_stands_beside_the_first(
    contest: Contest, client: Client
) -> None:
    first = contest.published()
    number = contest.entry(WINNER).number
    strike = struck(contest)
    (correction,) = db.session.scalars(sa.select(Correction))
    assert correction.is_under_way and correction.reason == strike.reason and number in correction.note["zh"]
    assert (correction.asked_by_id, correction.agreed_by_id) == (contest.officer.id, contest.approver.id)
    page = client.get("/winners/straight-to-wuzhen/2024?lang=en").text
    assert f"Struck since this was published: {number}" in page
    assert f"Entry {number} was found not to meet the conditions" in page
    second = contest.published()
    assert not correction.is_under_way and second.prize_list.correction is correction
    assert second.number == 2
    named = [
        [prize["entry"]["number"] for prize in json.loads(each.document)["prizes"]]
        for each in (first, second)
    ]
    assert number in named[0] and number not in named[1]
    assert "Struck since" not in client.get("/winners/straight-to-wuzhen/2024?lang=en").text


def test_a_strike_of_what_was_published_joins_the_correction_under_way(contest: Contest) -> None:
    contest.published()
    under_way = contest.correct()
    struck(contest)
    assert list(db.session.scalars(sa.select(Correction))) == [under_way]
    assert contest.published().prize_list.correction is under_way


def test_a_strike_of_what_was_published_waits_for_a_correction_that_waits(contest: Contest) -> None:
    contest.published()
    with transaction():
        ask_correction(
            edition=contest.edition,
            reason="A slip.",
            note={"zh": "更正", "en": "Corrected"},
            by=contest.officer,
        )
    with pytest.raises(Refused, match="waits for a second person"):
        struck(contest)
    with transaction():
        strikes_service.refuse(
            strike=db.session.scalars(sa.select(Strike)).one(), reason="It is not so.", by=contest.approver
        )


def test_a_strike_of_what_won_nothing_begins_no_correction(contest: Contest) -> None:
    contest.published()
    struck(contest, "connected project 5")
    assert not list(db.session.scalars(sa.select(Correction)))


def test_the_approver_reads_the_public_note_before_agreeing(contest: Contest, sign_in: SignIn) -> None:
    contest.published()
    with transaction():
        strike = strikes_service.propose(
            entry=contest.entry(WINNER), cause="ineligible", reason="Late.", by=contest.officer
        )
    approver, page = sign_in(contest.approver), f"/strikes/{strike.public_id}"
    assert "found not to meet the conditions and struck" in approver.get(f"{page}/agree?lang=en").text
    assert approver.send(f"{page}/agree").status_code == 303
    assert "Open the correction" in approver.get(f"{page}?lang=en").text


def test_an_approved_list_that_names_a_struck_entry_is_in_nobodys_way(contest: Contest) -> None:
    approved = contest.approved()
    struck(contest)
    assert WINNER not in tiers_of(contest.draw_up()).values()
    assert approved.state == "superseded"


def test_a_struck_winner_reads_so_and_no_congratulation(contest: Contest, sign_in: SignIn) -> None:
    contest.published()
    struck(contest)
    entry = contest.entry(WINNER)
    page = sign_in(applicant_of(entry)).get(f"/entries/{entry.public_id}?lang=en").text
    assert "This entry was struck." in page and "Founded too early." in page and "Congratulations" not in page


def test_in_an_open_stage_judges_owe_its_sheets_no_more(first_round: Contest, session: Session) -> None:
    """The final of the contest whose first round is closed: struck while it is open."""
    contest = first_round
    ranking = contest.rank("preliminary")
    contest.decide(ranking)
    contest.advance(ranking)
    contest.open("final")
    struck(contest)
    outstanding = [
        each for each in contest.assignments("final") if each.stage_entry.candidacy.entry.title_en == WINNER
    ]
    assert outstanding and all(each.recused_at is not None for each in outstanding)
    stated = sa.select(Message.person_id).where(Message.kind == "released")
    assert set(session.scalars(stated)) == {judge.id for judge in contest.judges}
    with transaction():
        for each in contest.assignments("final"):
            if each.recused_at is None:
                contest._score(each, FIRST_ROUND)
    with transaction():
        stages_service.close_stage(stage=contest.stage("final"), by=contest.officer)
    titles = [row.stage_entry.candidacy.entry.title_en for row in contest.rank("final").rows]
    assert WINNER not in titles and len(titles) == 5


def test_nobody_goes_on_who_was_struck_and_the_next_moves_up(first_round: Contest) -> None:
    contest = first_round
    ranking = contest.rank("preliminary")
    struck(contest)
    with pytest.raises(Refused, match="rank again"):
        contest.advance(ranking)
    again = contest.rank("preliminary")
    gone_on = {row.candidacy.entry.title_en for row in contest.advance(again)}
    assert WINNER not in gone_on
    assert {title for title in gone_on if title.startswith("connected")} == {
        f"connected project {place}" for place in (2, 3, 4)
    }


def test_the_pages_lead_from_the_request_to_the_strike(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    entry = contest.entry(WINNER)
    applicant = sign_in(applicant_of(entry))
    shown = f"/entries/{entry.public_id}?lang=en"
    assert "Ask to withdraw" in applicant.get(shown).text
    assert applicant.send(f"/entries/{entry.public_id}/ask-to-withdraw", request="").status_code == 422
    assert (
        applicant.send(f"/entries/{entry.public_id}/ask-to-withdraw", request="We were bought.").status_code
        == 303
    )
    assert "You asked to withdraw this entry." in applicant.get(shown).text
    officer = sign_in(contest.officer)
    assert "An applicant asks to withdraw an entry." in officer.get("/desk?lang=en").text
    assert "We were bought." in officer.get(shown).text
    answer = officer.send(f"/entries/{entry.public_id}/strike", cause="withdrawn", reason="As they ask.")
    assert answer.status_code == 303
    strike = session.scalars(sa.select(Strike)).one()
    assert answer.headers["Location"].endswith(f"/strikes/{strike.public_id}")
    approver = sign_in(contest.approver)
    assert "A strike of an entry waits for your agreement." in approver.get("/desk?lang=en").text
    assert "As they ask." in approver.get(f"/strikes/{strike.public_id}?lang=en").text
    assert approver.send(f"/strikes/{strike.public_id}/agree").status_code == 303
    overview = officer.get("/programmes/straight-to-wuzhen/2024/results?lang=en").text
    assert "Struck entries and requests" in overview and str(entry.number) in overview


def test_a_strike_is_nothing_to_those_outside_and_to_whoever_has_a_conflict(
    contest: Contest, sign_in: SignIn
) -> None:
    strike = struck(contest)
    entry = contest.entry(WINNER)
    judge = make_person()
    make_grant(judge, "judge", contest.edition)
    employ(contest.auditor, entry.organisation_id)
    for person in (judge, applicant_of(entry), contest.auditor):
        assert sign_in(person).get(f"/strikes/{strike.public_id}").status_code == 404
        assert sign_in(person).get(f"/strikes/{strike.public_id}/agree").status_code == 404
    assert (
        str(entry.number)
        not in sign_in(contest.auditor).get("/programmes/straight-to-wuzhen/2024/results").text
    )
    stranger = applicant_of(contest.entry("connected project 2"))
    assert sign_in(stranger).get(f"/entries/{entry.public_id}/ask-to-withdraw").status_code == 404
    assert sign_in(applicant_of(entry)).get(f"/entries/{entry.public_id}/strike").status_code == 404


ENDING = "The published list still names an entry that was struck"


def test_the_correction_of_a_strike_ends_with_a_further_list_alone(contest: Contest, sign_in: SignIn) -> None:
    contest.published()
    struck(contest)
    (correction,) = db.session.scalars(sa.select(Correction))
    for by in (contest.officer, contest.approver):
        with pytest.raises(Refused, match=ENDING), transaction():
            end_correction(correction=correction, reason="Never mind.", by=by)
    page, officer = f"/corrections/{correction.public_id}", sign_in(contest.officer)
    assert ENDING in officer.get(page).text
    pressed = officer.press(f"{page}/end", reason="Never mind.")
    assert pressed.status_code == 403 and ENDING in pressed.text
    assert "End it without a change" not in sign_in(contest.auditor).get(page).text


def test_once_the_further_list_stands_another_correction_can_end(contest: Contest) -> None:
    contest.published()
    struck(contest)
    contest.published()
    correction = contest.correct()
    with transaction():
        end_correction(correction=correction, reason="It was right.", by=contest.officer)
    assert not correction.is_under_way


def test_one_that_the_published_list_never_named_keeps_no_correction_open(contest: Contest) -> None:
    contest.published()
    correction = contest.correct()
    struck(contest, "connected project 5")
    with transaction():
        end_correction(correction=correction, reason="It was right.", by=contest.officer)
    assert not correction.is_under_way
