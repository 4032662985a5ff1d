"""The officer's pages, from the admission of entries to the close of a stage."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import jobs
from app.core.clock import BEIJING
from app.core.db import transaction
from app.core.models import Job, JobState
from app.entries.models import Eligibility
from app.judging.assignments.models import ProposedAssignment
from app.judging.assignments.proposal_queries import proposals_of
from app.judging.assignments.queries import stages_of_judge
from app.judging.judges import service
from app.judging.models import Assignment, Ballot
from app.judging.panels.queries import panels_of
from app.judging.stages.queries import entries_in
from app.programmes.models import StageKind
from tests.client import Client
from tests.judging.conftest import BALLOT, FINAL, ROUND, SignIn, declare, employ, recuse, send
from tests.results.conftest import Contest


def page_of(contest: Contest, code: str = ROUND) -> str:
    return f"/stages/{contest.stage(code).public_id}"


def latest_job(session: Session) -> Job:
    return session.scalars(sa.select(Job).order_by(Job.id.desc())).first()  # type: ignore[return-value]


def plan(contest: Contest, client: Client, session: Session) -> Job:
    """Press the button, and let the worker do it."""
    answer = client.press(f"{page_of(contest)}/plan")
    assert answer.status_code == 303 and answer.location == f"/jobs/{latest_job(session).public_id}"
    session.commit()
    jobs.run_all()
    return latest_job(session)


def test_from_admission_to_the_close(fresh: Contest, sign_in: SignIn, session: Session) -> None:
    client, place, stage = sign_in(fresh.officer), page_of(fresh), fresh.stage(ROUND)
    assert client.press(f"{place}/admit").location == place
    assert len(entries_in(stage)) == 10 and "Every eligible candidacy" in client.get(place).text
    for track in fresh.edition.tracks:
        people = [judge.public_id for judge in fresh.judges]
        assert client.send(f"{place}/panel-members", track=track.code, judges=people).location == place
    assert plan(fresh, client, session).state == JobState.DONE
    assert fresh.assignments(ROUND) == []
    (proposal,) = proposals_of(stage)
    assert client.press(f"/proposals/{proposal.public_id}/commit").location == place
    closes = (fresh.clock.now + timedelta(days=2)).astimezone(BEIJING)
    assert client.send(f"{place}/open", closes_at=closes.strftime("%Y-%m-%dT%H:%M")).location == place
    assert (stage.opened_at, stage.closes_at) == (fresh.clock.now, closes)
    for assignment in fresh.assignments(ROUND):
        send(assignment)
    assert "20 of 20" in client.get(place).text
    assert client.send(f"{place}/close").location == place
    assert stage.closed_at == fresh.clock.now


def test_while_a_plan_is_worked_out_the_job_says_how_far_it_is(
    fresh: Contest, sign_in: SignIn, session: Session
) -> None:
    fresh.seat(ROUND)
    client = sign_in(fresh.officer)
    answer = client.press(f"{page_of(fresh)}/plan")
    assert "Planning who reads what" in client.get(answer.location).text
    assert latest_job(session).state == JobState.QUEUED
    session.commit()
    jobs.run_all()
    job = latest_job(session)
    (proposal,) = proposals_of(fresh.stage(ROUND))
    result = {"proposal": proposal.public_id}
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 1, 2, result)
    assert f"{page_of(fresh)}/proposal" in client.get(answer.location).text, "it leads back"


def test_a_job_that_is_carried_out_twice_leaves_one_plan_open(
    fresh: Contest, sign_in: SignIn, session: Session
) -> None:
    fresh.seat(ROUND)
    job = plan(fresh, sign_in(fresh.officer), session)
    session.execute(sa.update(Job).values(state=JobState.QUEUED, ended_at=None))
    session.commit()
    jobs.run_all()
    assert latest_job(session).id == job.id and latest_job(session).state == JobState.DONE
    assert [each.state for each in proposals_of(fresh.stage(ROUND))] == ["open", "discarded"]
    assert fresh.assignments(ROUND) == []


def test_why_it_cannot_be_assigned_stands_on_the_page_of_the_plan(
    fresh: Contest, sign_in: SignIn, session: Session
) -> None:
    entry = fresh.entry("connected project 2")
    fresh.seat(ROUND)
    for judge in fresh.judges[:2]:
        declare(judge, entry)
    client = sign_in(fresh.officer)
    plan(fresh, client, session)
    page = client.get(f"{page_of(fresh)}/proposal").text
    (proposal,) = proposals_of(fresh.stage(ROUND))
    rows = sa.select(ProposedAssignment).where(ProposedAssignment.proposal_id == proposal.id)
    tracks = {row.stage_entry.candidacy.track.code for row in session.scalars(rows)}
    assert tracks == {"digital-medicine"}, "a short track does not stop the others"
    shown = f"only those in brackets can read these: {entry.number} ({fresh.judges[2].name_latin})."
    assert "every entry needs 2 readers, and a judge reads at most" in page and shown in page
    fresh.officer.locale = "zh"
    session.commit()
    page = client.get(f"{page_of(fresh)}/proposal?lang=zh").text
    assert str(entry.number) in page and "Too few" not in page


def test_an_officer_with_a_conflict_of_interest_leaves_it_to_another(
    fresh: Contest, sign_in: SignIn, session: Session
) -> None:
    entry = fresh.entry("connected project 2")
    fresh.seat(ROUND)
    for judge in fresh.judges[:2]:
        declare(judge, entry)
    employ(fresh.officer, entry)
    answer = sign_in(fresh.officer).press(f"{page_of(fresh)}/plan")
    assert answer.status_code == 403 and "another officer does this" in answer.text
    assert str(entry.number) not in answer.text


def test_pages_of_judging_name_no_entry_at_all(contest: Contest, sign_in: SignIn) -> None:
    """So there is nothing on them that an officer with a conflict of interest with an applicant must not see."""
    recuse(contest.assignments(ROUND)[0])
    client = sign_in(contest.officer)
    overview = f"/programmes/straight-to-wuzhen/{contest.edition.year}/judging"
    for place in (
        page_of(contest),
        overview,
        f"{page_of(contest)}/panel-members",
        f"{page_of(contest)}/close",
    ):
        page = client.get(place).text
        assert not re.findall(r"STW-\d{4}-\d{4}|connected project|digital project", page)


def test_loads_and_sheets_are_counted_by_judge(contest: Contest, sign_in: SignIn) -> None:
    first, second, *_rest = contest.assignments(ROUND)
    send(first)
    recuse(second)
    page = sign_in(contest.auditor).get(page_of(contest)).text
    totals = {
        judge.id: len([a for a in contest.assignments(ROUND) if a.judge_id == judge.id and not a.recused_at])
        for judge in contest.judges
    }
    assert "1 of 20" in page
    for judge in contest.judges:
        numbers = (
            rf"{judge.name_latin}.*?>\s*{totals[judge.id]}\s*<.*?>\s*{int(judge.id == first.judge_id)}\s*<"
        )
        assert re.search(numbers, page, re.DOTALL)


def test_a_stage_that_owes_sheets_stays_open_and_says_so(contest: Contest, sign_in: SignIn) -> None:
    answer = sign_in(contest.officer).press(f"{page_of(contest)}/close")
    assert answer.status_code == 403 and "20 score sheets have not been submitted." in answer.text
    assert contest.stage(ROUND).closed_at is None


def test_a_stage_does_not_open_before_every_entry_has_its_judges(fresh: Contest, sign_in: SignIn) -> None:
    client, closes = sign_in(fresh.officer), "2024-09-30T18:00"
    answer = client.press(f"{page_of(fresh)}/open", closes_at=closes)
    assert answer.status_code == 403 and "Nothing is in this stage yet." in answer.text
    fresh.seat(ROUND)
    answer = client.press(f"{page_of(fresh)}/open", closes_at=closes)
    assert answer.status_code == 403 and "10 candidacies have fewer than 2 judges." in answer.text
    fresh.assign(ROUND)
    answer = client.press(f"{page_of(fresh)}/open", closes_at="2020-01-01T00:00")
    assert answer.status_code == 403 and "The closing time lies in the past." in answer.text
    assert fresh.stage(ROUND).opened_at is None


def test_an_answer_that_is_no_time_is_said(fresh: Contest, sign_in: SignIn) -> None:
    assert sign_in(fresh.officer).send(f"{page_of(fresh)}/open", closes_at="soon").status_code == 422


def test_opening_a_ballot_fixes_its_members(voting: Contest, session: Session) -> None:
    ballot = session.scalars(sa.select(Ballot).where(Ballot.stage_id == voting.stage(BALLOT).id)).one()
    assert ballot.members == 3


def test_nobody_takes_a_seat_in_a_ballot_that_has_begun(voting: Contest, sign_in: SignIn) -> None:
    client, (panel,) = sign_in(voting.officer), panels_of(voting.stage(BALLOT))
    for answer in (
        client.press(
            f"{page_of(voting, BALLOT)}/panel-members", track="", judges=[voting.judges[0].public_id]
        ),
        client.press(f"/panels/{panel.public_id}/members/{voting.judges[0].public_id}/remove"),
        client.press(f"{page_of(voting, BALLOT)}/plan"),
    ):
        assert answer.status_code == 403 and "The ballot has begun" in answer.text


def test_a_judge_is_taken_off_before_it_begins(fresh: Contest, sign_in: SignIn) -> None:
    fresh.seat(ROUND)
    panel, judge = panels_of(fresh.stage(ROUND))[0], fresh.judges[0]
    client = sign_in(fresh.officer)
    place = f"/panels/{panel.public_id}/members/{judge.public_id}/remove"
    assert place in client.get(page_of(fresh)).text
    assert client.press(place).location == page_of(fresh)
    assert judge.id not in {seat.judge_id for seat in panels_of(fresh.stage(ROUND))[0].members}
    assert client.press(place).status_code == 404, "there is no such seat any more"


def test_the_same_form_sent_twice_is_one_transaction(
    fresh: Contest, sign_in: SignIn, session: Session
) -> None:
    fresh.seat(ROUND)
    client, key = sign_in(fresh.officer), "0123456789abcdef"
    answers = [client.press(f"{page_of(fresh)}/plan", _key=key) for _ in range(2)]
    assert len({answer.location for answer in answers}) == 1
    assert session.scalar(sa.select(sa.func.count()).where(Job.kind == "plan_assignment")) == 1


def test_a_judge_finds_the_stage_once_it_is_open(fresh: Contest, contest: Contest, session: Session) -> None:
    fresh.seat(ROUND)
    fresh.assign(ROUND)
    assert stages_of_judge(fresh.judges[0]) == []
    ((stage, total, done),) = stages_of_judge(contest.judges[0])
    held = sa.select(sa.func.count()).where(Assignment.judge_id == contest.judges[0].id)
    assert (stage.id, total, done) == (contest.stage(ROUND).id, session.scalar(held), 0)


def refusals(page: str) -> list[tuple[str, str]]:
    """The greyed buttons, each with the reason it is described by."""
    why = dict(re.findall(r'<span class="refused-why" id="([\w-]+)">([^<]+)</span>', page))
    greyed = re.findall(
        r'aria-disabled="true" aria-describedby="([\w-]+)"><svg.*?</svg>([^<]+)</button>', page, re.S
    )
    return [(label, why[reason]) for reason, label in greyed]


def test_a_reason_that_neighbours_share_is_said_once(fresh: Contest, sign_in: SignIn) -> None:
    page, reason = (
        sign_in(fresh.auditor).get(page_of(fresh)).text,
        "Only an officer of this edition may do this.",
    )
    assert refusals(page) == [
        (each, reason) for each in ("Admit all eligible", "Choose judges", "Plan who reads what", "Open")
    ]
    assert page.count(reason) == 1


def test_each_reason_stands_with_its_own_buttons(contest: Contest, voting: Contest, sign_in: SignIn) -> None:
    page = sign_in(contest.officer).get(page_of(contest)).text
    assert [label for label, _why in refusals(page)] == ["Close"]
    begun = "The ballot has begun: its committee and its entries stand."
    quorum, seats = refusals(sign_in(voting.officer).get(page_of(voting, BALLOT)).text)
    assert seats == ("Choose judges", begun)
    assert (
        quorum[0] == "Close the ballot and count" and "0 of 3 members have voted, 2 are needed" in quorum[1]
    )


def words(page: str) -> str:
    """What stands in the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_stage_that_holds_nothing_is_neither_assigned_nor_opened(fresh: Contest, sign_in: SignIn) -> None:
    """The button says what the service would, and the page whence candidacies come."""
    empty, come = "Nothing is in this stage yet.", "when the stage before it is closed and ranked"
    officer, auditor = sign_in(fresh.officer), sign_in(fresh.auditor)
    page = officer.get(page_of(fresh, FINAL)).text
    assert refusals(page) == [("Plan who reads what", empty), ("Open", empty)] and come in page
    assert come not in officer.get(page_of(fresh)).text, "the first takes in whoever is eligible"
    assert "An officer of this edition chooses the members." in auditor.get(page_of(fresh, FINAL)).text
    fresh.seat(ROUND)
    page = officer.get(page_of(fresh)).text
    assert refusals(page) == [("Open", "10 candidacies have fewer than 2 judges.")]
    fresh.assign(ROUND)
    assert refusals(officer.get(page_of(fresh)).text) == []


def test_whoever_opens_a_stage_sees_what_is_in_it_and_what_is_missing(
    fresh: Contest, sign_in: SignIn
) -> None:
    officer = sign_in(fresh.officer)
    page = officer.get(f"{page_of(fresh)}/open").text
    assert refusals(page) == [("Open", "Nothing is in this stage yet.")]
    fresh.seat(ROUND)
    fresh.assign(ROUND)
    page = officer.get(f"{page_of(fresh)}/open").text
    assert "Candidacies 10 Judges 3" in words(page) and refusals(page) == []
    assert f"Straight to Wuzhen {fresh.edition.year}" in words(page)


def test_the_stage_says_when_it_closes_before_it_is_open(fresh: Contest, sign_in: SignIn) -> None:
    page = words(sign_in(fresh.officer).get(page_of(fresh)).text)
    assert "By the rule-book it closes at 22 September 2024, 24:00 Beijing time" in page


def test_seats_are_given_to_a_track_that_was_chosen(fresh: Contest, sign_in: SignIn) -> None:
    """A form that was sent without a look at it seats nobody in the first track."""
    client, place, judge = sign_in(fresh.officer), f"{page_of(fresh)}/panel-members", fresh.judges[0]
    track = fresh.edition.tracks[0]
    answer = client.send(place, track="", judges=[judge.public_id])
    assert answer.status_code == 422 and "Choose a track." in answer.text
    assert panels_of(fresh.stage(ROUND)) == []
    assert client.send(place, track=track.code, judges=[judge.public_id]).status_code == 303
    labels = re.findall(r"<label[^>]*>([^<]*)</label>", client.get(place).text)
    assert (
        f"{judge.name_latin} (sits in: {track.name['en']})" in labels and fresh.judges[1].name_latin in labels
    )
    assert "(optional)" not in client.get(place).text


def test_a_committee_is_seated_without_a_track(fresh: Contest, sign_in: SignIn, session: Session) -> None:
    stage = fresh.stage(FINAL)
    stage.kind = StageKind.BALLOT
    session.commit()
    client, place = sign_in(fresh.officer), f"{page_of(fresh, FINAL)}/panel-members"
    assert 'name="track"' not in client.get(place).text
    assert client.send(place, judges=[fresh.judges[0].public_id]).status_code == 303
    (panel,) = panels_of(stage)
    assert panel.track is None and [seat.judge for seat in panel.members] == [fresh.judges[0]]


def test_a_running_stage_is_under_way_and_has_no_empty_column(contest: Contest, sign_in: SignIn) -> None:
    page = sign_in(contest.officer).get(page_of(contest)).text
    assert "Under way" in page and "Actions" not in page


def test_the_overview_says_how_far_the_screening_is(
    fresh: Contest, sign_in: SignIn, session: Session
) -> None:
    officer, place = sign_in(fresh.officer), f"/programmes/straight-to-wuzhen/{fresh.edition.year}/judging"
    page = words(officer.get(place).text)
    assert "Screening Done 10 10 of 10 screened" in page
    for candidacy in session.scalars(fresh.candidacies()).all()[:3]:
        candidacy.eligibility, candidacy.reason = Eligibility.RETURNED, "A file cannot be read."
        candidacy.answer_by = fresh.clock.now + timedelta(days=1)
    session.commit()
    page = officer.get(place).text
    assert "Screening 3 to be screened 10 7 of 10 screened" in words(page)
    assert f"/editions/{fresh.edition.public_id}" in page


def test_midnight_is_written_in_one_way(contest: Contest, sign_in: SignIn, session: Session) -> None:
    stage = contest.stage(ROUND)
    stage.closes_at = stage.closed_at = datetime(2024, 9, 22, 16, tzinfo=UTC)
    session.commit()
    page = words(
        sign_in(contest.officer).get(f"/programmes/straight-to-wuzhen/{contest.edition.year}/judging").text
    )
    assert "Closed: 22 September 2024, 24:00 Beijing time" in page and "00:00" not in page


def test_who_chooses_a_panel_reads_what_each_judge_can_judge(fresh: Contest, sign_in: SignIn) -> None:
    judge, other, *_rest = fresh.judges
    with transaction():
        service.set_profile(judge=judge, fields=["charts", "tides"], languages=["en"], by=judge)
    page = sign_in(fresh.officer).get(f"{page_of(fresh)}/panel-members?lang=en").text
    assert f"{judge.name_latin} (charts, tides; reads English)" in page
    assert f"{other.name_latin} (" not in page
